// A real server on a free loopback port with a database of its own, and a small client with cookies.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const program = process.env.INMD_PROGRAM ?? 'build/inmd';

const freePort = () => new Promise((resolve) => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => resolve(port));
  });
});

export async function start(...flags) {
  const folder = mkdtempSync(join(tmpdir(), 'inmd-test-'));
  const db = join(folder, 'test.db');
  const port = await freePort();
  const child = spawn(program, ['serve', '--test', '--db', db, '--listen', `127.0.0.1:${port}`, ...flags]);
  let out = '', log = '';
  child.stderr.on('data', (part) => { log += part; });
  await new Promise((resolve, reject) => {
    child.stdout.on('data', (part) => { out += part; if (out.includes('serves at')) setTimeout(resolve, 100); });
    child.on('exit', (code) => reject(new Error(`server ended with ${code}: ${log}`)));
  });
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin, db, child, folder,
    log: () => log,
    firstLink: () => out.match(/https?:\S+entrar\/\S+/)?.[0],
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        child.removeAllListeners('exit');
        const ended = new Promise((resolve) => child.on('exit', resolve));
        child.kill('SIGTERM');
        await ended;
      }
      rmSync(folder, { recursive: true });
    },
  };
}

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
