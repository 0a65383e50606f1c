// make bench: the program beside the least that others can do, in one run. Prints Markdown.
// Settings: BENCH_PROGRAM (build/inmd, or the toy site of the doors' tests), BENCH_DB, BENCH_MEMBERS, BENCH_ROUNDS, BENCH_SECONDS.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

const program = path.resolve(process.env.BENCH_PROGRAM ?? 'build/inmd');
const toy = path.basename(program).startsWith('toy');
const build = path.resolve('build/bench');
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const seconds = Number(process.env.BENCH_SECONDS ?? 3);
const members = Number(process.env.BENCH_MEMBERS ?? 100_000);
// A database of another schema is not used again.
const schema = toy ? '' : fs.readdirSync('sql/schema').sort().reduce((hash, name) => hash.update(fs.readFileSync(`sql/schema/${name}`)), createHash('sha256')).digest('hex').slice(0, 8);
const database = path.resolve(process.env.BENCH_DB ?? path.join(build, `${members}-${schema}.db`));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-'));
fs.chmodSync(folder, 0o755);

// Every address that is measured. Page 40 of the publications is reached as a visitor does, by 39 links. limit: µs of CPU uncached.
const pages = toy ? [{ name: 'fixed', url: '/fixed' }] : [
  { name: 'directory', url: '/en/members?country=MX&kind=scholar', limit: 100 },
  { name: 'profile', url: '/en/members/demo-500', limit: 50 },
  { name: 'publications, page 40', url: '/en/publications', links: 39, limit: 80 },
  { name: 'search', url: '/en/search?q=remittances+gender', limit: 3000 },
];
const searches = ['remittances+gender', 'migration', 'remesas', 'labour+policy', 'development', 'refugees', 'border', 'diaspora'];

let port = Number(process.env.BENCH_PORT ?? 18160);
const children = [];
const median = (list) => list.slice().sort((a, b) => a - b)[Math.floor(list.length / 2)];
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function connects(at) {
  return new Promise((resolve) => {
    const socket = typeof at === 'number' ? net.connect(at, '127.0.0.1') : net.connect(at);
    socket.on('connect', () => { socket.destroy(); resolve(true); });
    socket.on('error', () => resolve(false));
  });
}

async function start(name, command, args, at, env = {}) {
  if (await connects(at)) throw new Error(`${at} is in use`);
  const log = fs.openSync(path.join(folder, `${name}.log`), 'a');
  const child = spawn(command, args, { stdio: ['ignore', log, log], env: { ...process.env, ...env } });
  children.push(child);
  for (let i = 0; i < 2000 && child.exitCode === null; i++) {
    if (await connects(at)) return child.pid;
    await pause(5);
  }
  throw new Error(`${name} does not open:\n${fs.readFileSync(path.join(folder, `${name}.log`))}`);
}

function get(at, url) {
  return new Promise((resolve, reject) => {
    http.get({ host: '127.0.0.1', port: at, path: url, agent: false }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }));
    }).on('error', reject);
  });
}

// The address of the page after URL in a list.
async function next(at, url) {
  const link = /href="([^"]*[?&;]after=[^"]*)"/.exec((await get(at, url)).body.toString().replace(/^[\s\S]*<main/, '').replaceAll('&amp;', '&'));
  if (!link) throw new Error(`${url}: no next page`);
  return link[1];
}

// A process and all that it started.
function tree(pid) {
  const list = [pid];
  for (const child of fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)) list.push(...tree(Number(child)));
  return list;
}
const tick = 1e6 / Number(execFileSync('getconf', ['CLK_TCK']));
// User and system time in µs.
function cpu(pids) {
  let sum = 0;
  for (const pid of pids.flatMap(tree)) {
    const fields = fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    sum += (Number(fields[11]) + Number(fields[12])) * tick;
  }
  return sum;
}
const pss = (pids, what = 'Pss') => pids.flatMap(tree).reduce((sum, pid) => sum + Number(new RegExp(`^${what}:\\s+(\\d+)`, 'm').exec(fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))[1]), 0) / 1024;
// What is its own, and all with the pages of the database and of libraries that it maps, which the system takes back when it needs them.
const memory = (pids) => `${n(pss(pids, 'Pss_Anon'), 1)} MB (with what is mapped ${n(pss(pids), 1)})`;

const unit = { us: 1e-3, ms: 1, s: 1000, m: 60_000 };
const ms = (text) => { const [, number, of] = /([\d.]+)(us|ms|s|m)/.exec(text) ?? [null, NaN, 's']; return Number(number) * unit[of]; };

function wrk(at, url, connections, time = seconds, script = null) {
  const args = ['-t1', `-c${connections}`, `-d${time}s`, '--latency', ...(script ? ['-s', script] : []), `http://127.0.0.1:${at}${url}`];
  return new Promise((resolve) => {
    const child = spawn('wrk', args);
    let text = '';
    child.stdout.on('data', (data) => { text += data; });
    child.on('close', () => {
      if (!/requests in/.test(text)) console.error(`wrk ${args.join(' ')}: ${text}`);
      const failed = /Non-2xx or 3xx responses: (\d+)/.exec(text);
      const broken = /Socket errors: (.*)/.exec(text);
      resolve({ requests: Number(/(\d+) requests in/.exec(text)?.[1] ?? 0), rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(text)?.[1] ?? 0),
        p50: ms(/50%\s+(\S+)/.exec(text)?.[1] ?? '0ms'), p99: ms(/99%\s+(\S+)/.exec(text)?.[1] ?? '0ms'), failed: failed ? failed[1] : broken ? broken[1] : '' });
    });
  });
}

async function measure(peer, page, connections, script = null) {
  const before = cpu(peer.pids);
  const result = await wrk(peer.port, peer.url(page), connections, seconds, script);
  return { ...result, cpu: (cpu(peer.pids) - before) / Math.max(1, result.requests) };
}

function nginxConfig(name, at, body) {
  const file = path.join(folder, `${name}.conf`);
  fs.writeFileSync(file, `daemon off; ${process.getuid() === 0 ? 'user root;' : ''} worker_processes 2; pid ${folder}/${name}.pid; error_log stderr error;
    events { worker_connections 512; }
    http { access_log off; sendfile on; keepalive_requests 100000000; open_file_cache max=100; types { } default_type text/html;
      client_body_temp_path ${folder}/b-${name}; fastcgi_temp_path ${folder}/f-${name}; proxy_temp_path ${folder}/p-${name}; uwsgi_temp_path ${folder}/u-${name}; scgi_temp_path ${folder}/s-${name};
      ${body(at)} }`);
  return file;
}
const fastcgi = (socket, keep) => (at) => `upstream app { server unix:${socket}; ${keep ? 'keepalive 32;' : ''} }
  server { listen 127.0.0.1:${at}; location / { fastcgi_pass app; fastcgi_keep_conn ${keep ? 'on' : 'off'};
    fastcgi_param REQUEST_METHOD $request_method; fastcgi_param REQUEST_URI $request_uri; fastcgi_param QUERY_STRING $query_string;
    fastcgi_param CONTENT_TYPE $content_type; fastcgi_param CONTENT_LENGTH $content_length; fastcgi_param REMOTE_ADDR $remote_addr; } }`;

const serveArgs = (at, ...more) => (toy ? ['serve', String(at)] : ['serve', '--db', database, '--listen', `127.0.0.1:${at}`, '--test', ...more]);

async function startPeers() {
  const peers = [];
  const files = pages.map((_, i) => path.join(folder, String(i)));
  const main = port++;
  const began = process.hrtime.bigint();
  const pid = await start('embedded', program, serveArgs(main), main);
  const directory = await get(main, toy ? '/fixed' : pages[0].url);
  const startup = Number(process.hrtime.bigint() - began) / 1e6;
  if (directory.status !== 200) throw new Error(`${pages[0].url}: ${directory.status}`);
  for (const page of pages) for (let i = 0; i < (page.links ?? 0); i++) page.url = await next(main, page.url);
  for (const [i, page] of pages.entries()) {
    const answer = await get(main, page.url);
    if (answer.status !== 200) throw new Error(`${page.url}: ${answer.status}`);
    fs.writeFileSync(files[i], answer.body);
    page.bytes = answer.body.length;
  }
  const own = (page) => page.url, fixed = (page) => `/${pages.indexOf(page)}`;
  let at = port++;
  peers.push({ name: '(a) libmicrohttpd, fixed buffer', port: at, pids: [await start('mhd', `${build}/fixed_mhd`, [String(at), ...files], at)], url: fixed });
  at = port++;
  peers.push({ name: '(b) nginx, static file', port: at, url: fixed,
    pids: [await start('nginx-static', 'nginx', ['-e', 'stderr', '-c', nginxConfig('static', at, (p) => `server { listen 127.0.0.1:${p}; root ${folder}; }`)], at)] });
  for (const keep of [false, true]) {
    const socket = path.join(folder, `libfcgi-${keep}.sock`), name = `libfcgi-${keep}`;
    const pids = [await start(name, `${build}/fixed_libfcgi`, [socket, ...files], socket)];
    at = port++;
    pids.push(await start(`nginx-${name}`, 'nginx', ['-e', 'stderr', '-c', nginxConfig(name, at, fastcgi(socket, keep))], at));
    if (!keep) peers.push({ name: '(c) libfcgi, fixed buffer, behind nginx', port: at, pids, url: fixed });
  }
  peers.push({ name: 'inmd, embedded, cached', port: main, pids: [pid], url: own, cached: true });
  const socket = path.join(folder, 'inmd.sock');
  const behind = [await start('fastcgi', program, toy ? ['fastcgi', socket] : ['fastcgi', '--socket', socket, '--db', database, '--test'], socket)];
  for (const keep of [true, false]) {
    at = port++;
    const name = `inmd-${keep}`;
    const nginx = await start(name, 'nginx', ['-e', 'stderr', '-c', nginxConfig(name, at, fastcgi(socket, keep))], at);
    peers.push({ name: `inmd, FastCGI behind nginx, ${keep ? 'kept' : 'closed'}, cached`, port: at, pids: [...behind, nginx], url: own, cached: true });
  }
  if (!toy) {
    at = port++;
    peers.push({ name: 'inmd, embedded, not cached', port: at, pids: [await start('uncached', program, serveArgs(at, '--no-page-cache'), at)], url: own });
  }
  return { peers, startup };
}

const n = (number, digits = 0) => number.toLocaleString('en', { maximumFractionDigits: digits, minimumFractionDigits: digits });

async function table(peers, connections) {
  console.log(`\n### ${connections} connections\n`);
  console.log('| page | server | req/s | p50 ms | p99 ms | CPU µs/req | req/s over (a) | over (c) | errors |\n| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |');
  for (const page of pages) {
    const runs = new Map(peers.map((peer) => [peer, []]));
    for (let round = 0; round < rounds; round++) for (const peer of peers) runs.get(peer).push(await measure(peer, page, connections));
    const a = runs.get(peers.find((peer) => peer.name.startsWith('(a)'))), c = runs.get(peers.find((peer) => peer.name.startsWith('(c)')));
    for (const [peer, list] of runs) {
      const ratio = (base) => n(median(list.map((run, i) => run.rate / base[i].rate)), 2);
      console.log(`| ${page.name} (${n(page.bytes / 1000, 1)} kB) | ${peer.name} | ${n(median(list.map((r) => r.rate)))} | ${n(median(list.map((r) => r.p50)), 2)} | ` +
        `${n(median(list.map((r) => r.p99)), 2)} | ${n(median(list.map((r) => r.cpu)), 1)} | ${ratio(a)} | ${ratio(c)} | ${list.map((r) => r.failed).filter(Boolean).join(' ')} |`);
    }
  }
}

function cgi(url) {
  const env = { PATH: process.env.PATH, GATEWAY_INTERFACE: 'CGI/1.1', REQUEST_METHOD: 'GET', REQUEST_URI: url, HTTP_HOST: 'localhost', REMOTE_ADDR: '127.0.0.1', INMD_DB: database };
  const times = [];
  for (let i = 0; i < 15; i++) {
    const began = process.hrtime.bigint();
    const { stdout } = spawnSync(program, [], { env, input: '' });
    if (!stdout.toString().startsWith('Status: 200')) throw new Error(`CGI: ${stdout.toString().slice(0, 200)}`);
    times.push(Number(process.hrtime.bigint() - began) / 1e6);
  }
  return median(times);
}

// Searches that differ, and profiles beside them, on the server without a page cache.
async function beside(peer) {
  const script = path.join(folder, 'search.lua');
  fs.writeFileSync(script, `local words = {${searches.map((word) => `"${word}"`).join(',')}}\nlocal i = 0\nfunction request() i = i + 1 return wrk.format("GET", "/en/search?q=" .. words[i % #words + 1]) end`);
  const alone = await wrk(peer.port, pages[0].url, 1, seconds, script);
  const profile = pages.find((page) => page.name === 'profile');
  const [search, other] = await Promise.all([wrk(peer.port, pages[0].url, 4, seconds, script), wrk(peer.port, profile.url, 16)]);
  console.log(`| search, one after the other | p50 ${n(alone.p50, 2)} ms, p99 ${n(alone.p99, 2)} ms |`);
  console.log(`| profiles (16 connections) while 4 connections search | p50 ${n(other.p50, 2)} ms, p99 ${n(other.p99, 2)} ms (searches: ${n(search.rate)}/s) |`);
}

// A form for registration as a browser holds it: its cookie and its hidden fields.
async function registration(at) {
  const shown = await get(at, '/en/join');
  if (shown.status !== 200) throw new Error(`registration form: ${shown.status}`);
  const cookie = (shown.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ');
  const hidden = [...shown.body.toString().matchAll(/<input[^>]*type="hidden"[^>]*>/g)].map(([tag]) => [/name="([^"]*)"/.exec(tag)?.[1], /value="([^"]*)"/.exec(tag)?.[1] ?? '']);
  await pause(3500); // the form's time trap
  return { cookie, fields: new URLSearchParams([...hidden, ['kind', 'scholar'], ['given', 'Bench'], ['country', 'MX']]).toString() };
}

// Registrations, each of another person and acknowledged, in turns with bare SQLite commits on the same file system: one row each, one after
// the other, synced each.
async function writes(peer) {
  const { cookie, fields } = await registration(peer.port), script = path.join(folder, 'join.lua');
  const bareFile = path.join(path.dirname(database), `commits-${process.pid}.db`);
  const bare = [], runs = new Map([4, 16].map((connections) => [connections, []]));
  for (let round = 0; round < rounds; round++) {
    bare.push(Number(execFileSync(`${build}/commits`, [bareFile, String(seconds)])));
    for (const end of ['', '-wal', '-shm']) fs.rmSync(`${bareFile}${end}`, { force: true });
    for (const [connections, list] of runs) {
      fs.writeFileSync(script, `local n, head = 0, { ["Cookie"] = "${cookie}", ["Content-Type"] = "application/x-www-form-urlencoded" }
        function request()
          n = n + 1
          return wrk.format("POST", nil, head, "${fields}&surname1=Number+" .. n .. "&email=bench-${process.pid}-${round}-${connections}-" .. n .. "%40example.org")
        end`);
      list.push(await measure({ ...peer, url: () => '/en/join' }, null, connections, script));
    }
  }
  const answered = [...runs.values()].flat().reduce((sum, run) => sum + run.requests, 0);
  const kept = Number(execFileSync('sqlite3', [database, `SELECT count(*) FROM registration WHERE email LIKE 'bench-${process.pid}-%'`]));
  if (kept < answered) console.log(`| registrations | ${answered - kept} of ${answered} ARE NOT THERE |`);
  for (const [connections, list] of runs) {
    const failed = list.map((run) => run.failed).filter(Boolean).join(' '), of = (value) => median(list.map(value));
    console.log(`| registrations, ${connections} connections | ${n(of((run) => run.rate))}/s, ${n(of((run) => run.cpu))} µs of CPU each, p99 ${n(of((run) => run.p99), 1)} ms; ` +
      `bare SQLite commits ${n(median(bare))}/s; ratio ${n(of((run) => run.rate / bare[list.indexOf(run)]), 2)}${failed ? `; REFUSED: ${failed}` : ''} |`);
  }
}

// Interrupted: what was started ends with us.
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => { for (const child of children) child.kill('SIGTERM'); process.exit(1); });

try {
  if (!toy && !fs.existsSync(database)) {
    console.error(`making ${database}: ${members} members`);
    execFileSync(program, ['demo', '--db', database, '--members', String(members), '--events', '5000', '--publications', '20000', '--seed', '1'], { stdio: 'inherit' });
  }
  const { peers, startup } = await startPeers();
  const inmd = peers.find((peer) => peer.cached);
  const idle = memory(inmd.pids);
  for (const connections of (process.env.BENCH_CONNECTIONS ?? '16,64').split(',').map(Number)) await table(peers, connections);
  console.log('\n### Besides\n\n| what | measured |\n| --- | --- |');
  console.log(`| start to first answer | ${n(startup)} ms |`);
  console.log(`| memory of its own (PSS), idle and after the load | ${idle}, ${memory(inmd.pids)} |`);
  console.log(`| plain CGI, one request | ${n(cgi(pages[0].url), 1)} ms |`);
  if (!toy) {
    const uncached = peers.at(-1);
    await beside(uncached);
    await writes(uncached);
  }
} finally {
  for (const child of children.reverse()) child.kill('SIGTERM');
  await pause(500);
  fs.rmSync(folder, { recursive: true, force: true });
}
process.exit(0);
