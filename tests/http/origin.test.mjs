// Links in messages lead to the site, whatever host a client makes up: the first administrator's address is learnt, and can be changed.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { request } from 'node:http';
import { start, hidden } from './server.mjs';

let server;
const sql = (query) => server.sql(query);
const mailed = () => sql("SELECT body FROM message WHERE kind = 'sign_in' ORDER BY id DESC LIMIT 1").match(/https?:\/\/[^/]+/)[0];
before(async () => { server = await start(); });
after(() => server?.stop());

// fetch() does not let a client lie about its host.
class Liar {
  constructor(host) { this.host = host; this.cookies = new Map(); }
  ask(path, body) {
    return new Promise((resolve, reject) => {
      const headers = { host: this.host, cookie: [...this.cookies].map((pair) => pair.join('=')).join('; ') };
      if (body) Object.assign(headers, { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) });
      const sent = request(server.origin + path, { method: body ? 'POST' : 'GET', headers }, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        for (const cookie of answer.headers['set-cookie'] ?? []) { const [, name, value] = cookie.match(/^([^=]+)=([^;]*)/); this.cookies.set(name, value); }
        answer.on('data', (part) => { text += part; });
        answer.on('end', () => resolve({ status: answer.statusCode, text }));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  }
  async post(path, fields = {}) {
    const body = hidden((await this.ask(path)).text);
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    return this.ask(path, body.toString());
  }
}

test('a member teaches nothing; the first administrator does, and only once', async () => {
  sql("INSERT INTO account (email, created_at, language) VALUES ('ana@example.org', 1, 'es')");
  const ask = (host) => new Liar(host).post('/es/entrar', { email: 'ana@example.org' });
  await ask('one.example');
  assert.equal(mailed(), 'http://one.example', 'while nobody said it');
  await new Liar('one.example').post(sql("SELECT body FROM message WHERE kind = 'sign_in'").match(/\/es\/entrar\/\S+/)[0]);
  assert.equal(sql("SELECT count(*) FROM setting WHERE key = 'site.origin'"), '0', 'a member signed in');

  const staff = new Liar('red.example.org');
  assert.equal((await staff.post(new URL(server.firstLink()).pathname)).status, 303);
  assert.equal(sql("SELECT value FROM setting WHERE key = 'site.origin'"), 'http://red.example.org');
  await ask('evil.example');
  assert.equal(mailed(), 'http://red.example.org');

  const wrong = await staff.post('/en/admin/settings', { site_origin: 'https://red.example.org/path' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /value="https:\/\/red\.example\.org\/path"/);
  assert.equal((await staff.post('/en/admin/settings', { site_origin: 'https://www.example.org' })).status, 303);
  await ask('evil.example');
  assert.equal(mailed(), 'https://www.example.org');
});

test('an address of this machine is not the site’s', async () => {
  const own = server;
  server = await start();
  const staff = new Liar('localhost:8080');
  assert.equal((await staff.post(new URL(server.firstLink()).pathname)).status, 303);
  assert.equal(sql("SELECT count(*) FROM setting WHERE key = 'site.origin'"), '0');
  await server.stop();
  server = own;
});
