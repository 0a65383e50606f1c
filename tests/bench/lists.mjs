// The staff's list: for each question the milliseconds on one kept connection (median of the rounds) and the server's CPU time
// (of all its threads: what a busy machine falsifies least). Prints Markdown.
// Settings: INMD_PROGRAM (build/inmd), BENCH_DB (a database that `inmd demo` filled), BENCH_PORT, BENCH_ROUNDS.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';

const program = process.env.INMD_PROGRAM ?? 'build/inmd', port = Number(process.env.BENCH_PORT ?? 18170), rounds = Number(process.env.BENCH_ROUNDS ?? 15);
const questions = ['', 'state=published', 'kind=scholar', 'country=MX&kind=scholar', 'country=SE&kind=institution', 'topics=gender&country=MX&kind=scholar',
  'topics=gender&languages=es&kind=student', 'kind=scholar&kind=student&country=MX&country=US', 'q=lopez', 'q=lopez%20mar', 'q=lopez&country=MX&kind=scholar',
  'updated.from=2020-01-01&kind=person', 'email.is=empty', 'email.is=filled', 'sort=title', 'sort=-title&kind=scholar&languages=es', 'sort=country&topics=gender', 'sort=-updated&country=SE',
  'sort=title&q=garcia', 'column=topics&column=languages&column=corridors&column=headline'];

const child = spawn(program, ['serve', '--test', '--db', process.env.BENCH_DB, '--listen', `127.0.0.1:${port}`], { stdio: ['ignore', 'pipe', 'inherit'] });
for (const signal of ['exit', 'SIGINT', 'SIGTERM']) process.on(signal, () => child.kill('SIGTERM'));
let out = '';
await new Promise((resolve) => child.stdout.on('data', (part) => { out += part; if (/entrar/.test(out)) setTimeout(resolve, 200); }));
child.on('exit', (code) => { console.error(`the server ended with ${code}`); process.exit(1); });
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const cookies = new Map();
const ask = (path, body) => new Promise((resolve, reject) => {
  const began = process.hrtime.bigint();
  const request = http.request({ host: '127.0.0.1', port, path, agent, method: body === undefined ? 'GET' : 'POST',
    headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; '), ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) }) } }, (answer) => {
    const parts = [];
    let bytes = 0;
    for (const line of answer.headers['set-cookie'] ?? []) { const [, name, value] = /^([^=]+)=([^;]*)/.exec(line); cookies.set(name, value); }
    answer.on('data', (part) => { bytes += part.length; if (bytes < 1e6) parts.push(part); });
    answer.on('end', () => resolve({ status: answer.statusCode, location: answer.headers.location, bytes, text: Buffer.concat(parts).toString(), ms: Number(process.hrtime.bigint() - began) / 1e6 }));
  });
  request.on('error', reject);
  request.end(body);
});
const link = new URL(out.match(/https?:\S+entrar\/\S+/)[0]).pathname;
await ask(link, `csrf=${encodeURIComponent((await ask(link)).text.match(/name="csrf" value="([^"]*)"/)[1])}`);
const cpu = () => fs.readdirSync(`/proc/${child.pid}/task`).reduce((sum, task) => sum + Number(fs.readFileSync(`/proc/${child.pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]) / 1e6, 0);
const median = (list) => list.slice().sort((a, b) => a - b)[Math.floor(list.length / 2)];
const all = [];
console.log('| question | found | ms | CPU ms |\n| --- | ---: | ---: | ---: |');
for (const question of questions) {
  const times = [];
  const before = cpu();
  let answer;
  for (let i = 0; i < rounds; i++) { answer = await ask(`/en/admin/records/members?${question || 'all=1'}`); times.push(answer.ms); }
  if (answer.status !== 200) throw new Error(`${question}: ${answer.status}`);
  const spent = (cpu() - before) / rounds;
  all.push(spent);
  const found = /class="found"><b>([^<]*)/.exec(answer.text)?.[1] ?? '?';
  console.log(`| ${question || 'everything'} | ${found.replace(/ records?/, '')} | ${median(times).toFixed(1)} | ${spent.toFixed(2)} |`);
}
console.log(`| median of all questions | | | ${median(all).toFixed(2)} |`);

// What is taken away and what is done with many; the database is as before when both are undone.
const form = async (path) => (await ask(path)).text.match(/name="csrf" value="([^"]*)"/)[1];
const memory = () => Number(/RssAnon:\s+(\d+)/.exec(fs.readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1024;
const timed = async (what, path, fields) => {
  const before = cpu(), resident = memory();
  const answer = await ask(path, new URLSearchParams({ csrf: await form('/en/admin/records/members?all=1'), ...fields }).toString());
  console.log(`| ${what} | ${answer.status} | ${(answer.ms / 1000).toFixed(1)} | ${((cpu() - before) / 1000).toFixed(1)} | ${(answer.bytes / 1e6).toFixed(1)} | ${(memory() - resident).toFixed(1)} |`);
  return answer;
};
console.log('\n| what | status | s | CPU s | MB sent | more memory after, MB |\n| --- | ---: | ---: | ---: | ---: | ---: |');
await timed('export of all, as shown, CSV', '/en/admin/export/members', { query: '', format: 'csv' });
await timed('export of all, every field, CSV', '/en/admin/export/members', { query: '', format: 'csv', whole: '1' });
await timed('export of all by title, JSON', '/en/admin/export/members', { query: 'sort=title', format: 'json' });
if (!process.env.BENCH_READ_ONLY) {
  const chosen = await timed('choosing all of one country', '/en/admin/records/members', { query: 'country=US', scope: 'all', act: 'archive' });
  const bulk = chosen.location;
  await timed(`archiving them: ${/Yes, with these ([\d,]+)/.exec((await ask(bulk)).text)?.[1]} records`, bulk, {});
  const undo = /action="(\/en\/admin\/changes\/\d+)"/.exec((await ask(bulk)).text)[1];
  await timed('undoing it', undo, { sure: '1' });
}
child.removeAllListeners('exit');
child.kill('SIGTERM');
process.exit(0);
