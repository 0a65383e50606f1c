// Another e-mail address for an account: both addresses agree, or nothing changes.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { start, Client } from './server.mjs';

let server, ana;
const sql = (query) => server.sql(query);
const link = (kind) => new URL(sql(`SELECT body FROM message WHERE kind = '${kind}' ORDER BY id DESC LIMIT 1`).match(/https?:\S+/)[0]).pathname;
const address = () => sql('SELECT a.email || \' \' || m.email FROM account a JOIN member m ON m.id = a.member_id');

before(async () => {
  server = await start();
  server.import('member', 'slug,state,kind,given,surname1,display_name,email,country\nana,published,scholar,Ana,Ruiz,Ana Ruiz,ana@example.org,MX\n');
  sql("INSERT INTO account (email, name, language, created_at, member_id) SELECT email, display_name, 'es', 1, id FROM member WHERE slug = 'ana'; INSERT INTO account (email, created_at) VALUES ('taken@example.org', 1)");
  await new Client(server.origin).post('/es/entrar', { email: 'ana@example.org' });
  ana = new Client(server.origin);
  await ana.signIn(server.origin + link('sign_in'));
});
after(() => server?.stop());

test('what is no address is refused and stays typed', async () => {
  for (const email of ['nothing', '', 'ana@EXAMPLE.org']) {
    const answer = await ana.post('/es/cuenta/correo', { email });
    assert.equal(answer.status, 422, email);
    assert.match(answer.text, new RegExp(`id="email"[^>]*value="${email}"`));
  }
});

test('one address is not enough, in either order; a look changes nothing', async () => {
  const visitor = new Client(server.origin);
  assert.match((await ana.post('/es/cuenta/correo', { email: 'nueva@Example.ORG' })).text, /Van dos mensajes/);
  assert.equal(sql("SELECT recipient FROM message WHERE kind = 'email_new'"), 'nueva@example.org');
  const [fresh, present] = [link('email_new'), link('email_old')];
  assert.match((await visitor.get(fresh)).text, /n…@example\.org/);
  assert.doesNotMatch((await visitor.get(fresh)).text, /nueva@|ana@/, 'the page tells nobody the address');
  assert.equal(sql('SELECT count(*) FROM email_change WHERE new_at IS NOT NULL'), '0');
  assert.match((await visitor.post(fresh, {})).text, /falta que acepte la otra/);
  assert.match((await visitor.post(fresh, {})).text, /falta que acepte la otra/, 'twice is once');
  assert.equal(address(), 'ana@example.org ana@example.org');
  assert.match((await visitor.post(present, {})).text, /la dirección nueva es la de la cuenta/);
  assert.equal(address(), 'nueva@example.org nueva@example.org', 'the record follows');
  assert.equal(sql("SELECT recipient FROM message WHERE kind = 'security' ORDER BY id DESC LIMIT 1"), 'ana@example.org', 'the former address is told');
  assert.equal((await visitor.ask(present, { method: 'POST', body: new URLSearchParams() })).status === 200, false);
  assert.match((await visitor.get(present)).text, /ya se usó/);
});

test('the present address can stop it', async () => {
  await ana.post('/es/cuenta/correo', { email: 'otra@example.org' });
  const [fresh, present] = [link('email_new'), link('email_old')];
  assert.match((await new Client(server.origin).post(present, { stop: '1' })).text, /Detenido/);
  assert.match((await new Client(server.origin).get(fresh)).text, /ya se usó o se detuvo/);
  assert.equal(address(), 'nueva@example.org nueva@example.org');
});

test('whose address it is, is told to that address alone', async () => {
  const one = (await ana.post('/es/cuenta/correo', { email: 'taken@example.org' })).text, other = (await ana.post('/es/cuenta/correo', { email: 'free@example.org' })).text;
  const plain = (text) => text.replace(/value="[^"]*"/g, '');
  assert.equal(plain(one), plain(other), 'the same page');
  assert.equal(sql("SELECT recipient FROM message WHERE kind = 'email_taken'"), 'taken@example.org');
});
