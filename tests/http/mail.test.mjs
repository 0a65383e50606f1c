// Messages reach a real SMTP server (here: a small one that speaks enough of RFC 5321), once, in the reader's language.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, start, until } from './server.mjs';

let server, staff, smtp, port;
const received = [];

function speak(socket) {
  let data = null, envelope = {};
  socket.write('220 test ESMTP\r\n');
  let rest = '';
  socket.on('error', () => {});
  socket.on('data', (part) => {
    rest += part;
    for (let at; (at = rest.indexOf('\r\n')) >= 0;) {
      const line = rest.slice(0, at);
      rest = rest.slice(at + 2);
      if (data !== null) {
        if (line === '.') { received.push({ ...envelope, data: data.join('\n') }); data = null; socket.write('250 taken\r\n'); } else data.push(line.replace(/^\.\./, '.'));
      } else if (/^(EHLO|HELO)/.test(line)) socket.write('250 test\r\n');
      else if (/^MAIL FROM:/.test(line)) { envelope = { from: line.slice(10) }; socket.write('250 ok\r\n'); }
      else if (/^RCPT TO:/.test(line)) { envelope.to = line.slice(8); socket.write('250 ok\r\n'); }
      else if (line === 'DATA') { data = []; socket.write('354 go on\r\n'); }
      else { socket.write('221 bye\r\n'); socket.end(); }
    }
  });
}

before(async () => {
  smtp = createServer(speak);
  await new Promise((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  port = smtp.address().port;
  server = await start();
  staff = new Client(server.origin);
  await staff.signIn(server.firstLink());
});
after(async () => { await server?.stop(); smtp.close(); });

test('without a mail server messages wait in the outbox', async () => {
  const visitor = new Client(server.origin);
  assert.match((await visitor.post('/es/entrar', { email: 'admin@localhost' })).text, /va en camino/);
  assert.match((await visitor.post('/es/entrar', { email: 'nadie@example.org' })).text, /va en camino/, 'the same words for those who are unknown');
  const outbox = (await staff.get('/es/admin/mensajes')).text;
  assert.equal(outbox.match(/Su enlace para entrar/g).length, 1);
  assert.match(outbox, /No hay servidor de correo/);
});

test('a wrong address of the server is told, and kept', async () => {
  const answer = await staff.post('/es/admin/ajustes', { mail_url: 'http://nothing', mail_from: 'red@example.org' });
  assert.equal(answer.status, 422);
  assert.match(answer.text, /value="http:\/\/nothing"/);
});

test('set in the form, the message goes out, once', async () => {
  assert.equal((await staff.post('/es/admin/ajustes', { mail_url: `smtp://127.0.0.1:${port}`, mail_from: 'red@example.org' })).status, 303);
  await until(() => received.length, 'the message');
  await sleep(1500);
  assert.equal(received.length, 1);
  const [{ from, to, data }] = received;
  assert.match(from, /<red@example\.org>/);
  assert.match(to, /<admin@localhost>/);
  assert.match(data, /^Auto-Submitted: auto-generated$/m);
  const [head, body] = data.split('\n\n');
  assert.match(head, /^Subject: =\?UTF-8\?B\?/m);
  assert.equal(Buffer.from(head.match(/^Subject: =\?UTF-8\?B\?([^?]*)/m)[1], 'base64').toString(), 'Su enlace para entrar');
  assert.match(Buffer.from(body, 'base64').toString(), /\/es\/entrar\/[\w-]{43}/);
  assert.match((await staff.get('/es/admin/mensajes')).text, />enviado</);
});

test('only administrators see the settings', async () => {
  assert.equal((await new Client(server.origin).get('/es/admin/ajustes')).status, 403);
});
