// A real server on a free loopback port with a database of its own, and a small client with cookies.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const program = process.env.INMD_PROGRAM ?? 'build/inmd';

const freePort = () => new Promise((resolve) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => resolve(port));
  });
});

// Waits until WHAT() is something, and gives it; fails after SECONDS: WANTED never came.
export async function until(what, wanted = what, seconds = 10) {
  for (const end = Date.now() + seconds * 1000; ; await sleep(50)) {
    const found = await what();
    if (found) return found;
    if (Date.now() > end) assert.fail(`never came: ${wanted}`);
  }
}

// As in earnest, with its limits: serve() with no flag; start() is for tests.
export async function serve(...flags) {
  const folder = mkdtempSync(join(tmpdir(), 'inmd-test-'));
  const db = join(folder, 'test.db');
  const port = await freePort();
  const child = spawn(program, ['serve', '--db', db, '--listen', `127.0.0.1:${port}`, ...flags]);
  let out = '', log = '';
  child.stdout.on('data', (part) => { out += part; });
  child.stderr.on('data', (part) => { log += part; });
  const ended = () => child.exitCode !== null || child.signalCode !== null;
  const origin = `http://127.0.0.1:${port}`;
  await until(() => {
    if (ended()) throw new Error(`the server ended: ${log}`);
    return out.includes('serves at') && fetch(`${origin}/healthz`).then((answer) => answer.ok, () => false);
  }, 'the server', 60);
  const run = (...words) => execFileSync(program, [...words, '--db', db], { encoding: 'utf8', stdio: 'pipe', maxBuffer: 1 << 28 });
  const ask = (text, ...how) => execFileSync('sqlite3', ['-cmd', '.timeout 5000', '-cmd', 'PRAGMA foreign_keys = ON', ...how, db, text], { encoding: 'utf8', maxBuffer: 1 << 28 }).trim();
  let aged;
  return {
    origin, db, child, folder,
    log: () => log,
    noBug: () => assert.doesNotMatch(log, /^\S+ error |bug|AddressSanitizer|runtime error/im),
    firstLink: () => out.match(/https?:\S+entrar\/\S+/)?.[0],
    run,
    sql: (text) => ask(text),
    rows: (text) => JSON.parse(ask(text, '-json') || '[]'),
    // What a form says of when it was given out, once that is as long ago as a person takes to fill it in.
    agedForm: () => aged ??= new Client(origin).get('/en/join').then(async ({ text }) => {
      await sleep(2100);
      return hidden(text).get('started');
    }),
    // An address that signs in once.
    link: (email, role = 'member') => origin + run('user', 'add', '--email', email, '--role', role).match(/\/es\/entrar\/\S+/)[0],
    async signedIn(email, role) {
      const client = new Client(origin);
      await client.signIn(this.link(email, role));
      return client;
    },
    import(type, csv) {
      const file = join(folder, `${type}.csv`);
      writeFileSync(file, csv);
      return run('import', type, file);
    },
    async stop() {
      if (!ended()) {
        const end = new Promise((resolve) => child.on('exit', resolve));
        child.kill('SIGTERM');
        await end;
        assert.deepEqual([child.exitCode, child.signalCode], [0, null], `the server ended badly: ${log.slice(-2000)}`); // a leak, with build/inmd-san
      }
      rmSync(folder, { recursive: true });
    },
  };
}
export const start = (...flags) => serve('--test', ...flags);

// Debian 12's Node.js joins the lines of Set-Cookie.
export const cookies = (headers) => headers.getSetCookie?.() ?? (headers.get('set-cookie') ?? '').split(/,(?=\s*[\w-]+=)/).map((one) => one.trim()).filter(Boolean);

export class Client {
  constructor(origin) { this.origin = origin; this.cookies = new Map(); }

  async ask(path, options = {}) {
    const headers = { ...options.headers };
    if (this.cookies.size) headers.cookie = [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
    const answer = await fetch(path.startsWith('http') ? path : this.origin + path, { redirect: 'manual', ...options, headers });
    for (const cookie of cookies(answer.headers)) {
      const [, name, value] = cookie.match(/^([^=]+)=([^;]*)/);
      if (/max-age=0/i.test(cookie)) this.cookies.delete(name); else this.cookies.set(name, value);
    }
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  }

  get(path, headers) { return this.ask(path, { headers }); }

  // Sends a form with the hidden fields of the page it stands on.
  async post(page, fields, action = page) {
    const form = await this.get(page);
    const body = hidden(form.text);
    for (const [name, value] of Object.entries(fields)) {
      body.delete(name);
      for (const one of [value].flat()) body.append(name, one);
    }
    return this.ask(action, { method: 'POST', body, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  }

  async signIn(link) {
    const path = new URL(link).pathname;
    const answer = await this.post(path, {});
    if (answer.status !== 303) throw new Error(`sign in: ${answer.status}`);
  }
}

const decode = (text) => text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, '&');

// Every field of the last form with the method post: hidden ones, text, areas, what is selected and checked.
export function hidden(html) {
  const main = html.slice(html.indexOf('<main'));
  const form = [...main.matchAll(/<form[^>]*method="post"[^]*?<\/form>/g)].map((m) => m[0]).filter((one) => !/^<form[^>]* hidden/.test(one)).at(-1) ?? '';
  const fields = new URLSearchParams();
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const name = tag.match(/ name="([^"]*)"/)?.[1];
    const type = tag.match(/ type="([^"]*)"/)?.[1] ?? 'text';
    if (!name || (/^(checkbox|radio)$/.test(type) && !/ checked/.test(tag))) continue;
    fields.append(name, decode(tag.match(/ value="([^"]*)"/)?.[1] ?? ''));
  }
  for (const [, attributes, text] of form.matchAll(/<textarea([^>]*)>\n?([^]*?)<\/textarea>/g))
    fields.append(attributes.match(/ name="([^"]*)"/)[1], decode(text));
  for (const [, attributes, options] of form.matchAll(/<select([^>]*)>([^]*?)<\/select>/g))
    fields.append(attributes.match(/ name="([^"]*)"/)[1], decode(options.match(/value="([^"]*)" selected/)?.[1] ?? ''));
  return fields;
}
