// The outbox with a real SMTP server (aiosmtpd: STARTTLS, sign-in), and what the staff do with messages.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, start, until } from './server.mjs';

let server, staff, smtp, port, folder;
const received = [];

const freePort = () => new Promise((resolve) => {
  const probe = createServer().listen(0, '127.0.0.1', () => { const { port: free } = probe.address(); probe.close(() => resolve(free)); });
});
const text = (mail) => Buffer.from(mail.data.split(/\r?\n\r?\n/)[1], 'base64').toString();
const outbox = async (query = '') => (await staff.get(`/en/admin/outbox${query}`)).text;
const sql = (query) => server.sql(query);
const state = (email) => sql(`SELECT state FROM message WHERE recipient = '${email}' ORDER BY id DESC LIMIT 1`);
const number = (email) => sql(`SELECT id FROM message WHERE recipient = '${email}' ORDER BY id DESC LIMIT 1`);

// An account with this address asks for a link to sign in: one message to it.
async function message(email) {
  sql(`INSERT INTO account (email, created_at, language) VALUES ('${email}', 1, 'es') ON CONFLICT DO NOTHING`);
  const answer = await new Client(server.origin).post('/en/sign-in', { email });
  assert.equal(answer.status, 200);
  await until(() => number(email), `a message to ${email}`);
}
const act = (email, button) => staff.post(`/en/admin/outbox/${number(email)}`, button);
const settings = (fields) => staff.post('/en/admin/settings', fields);

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'inmd-smtp-'));
  const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, '-days', '2',
    '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'], { stdio: 'ignore' });
  process.env.INMD_SMTP_CA = certificate;
  port = await freePort();
  smtp = spawn('/usr/bin/python3', [new URL('smtpd.py', import.meta.url).pathname, port, certificate, key]);
  let rest = '';
  await new Promise((resolve, reject) => {
    smtp.on('exit', () => reject(new Error('no SMTP server')));
    smtp.stderr.on('data', (part) => process.stderr.write(part));
    smtp.stdout.on('data', (part) => {
      rest += part;
      for (let at; (at = rest.indexOf('\n')) >= 0; rest = rest.slice(at + 1)) {
        const line = rest.slice(0, at);
        if (line === 'ready') resolve(); else received.push(JSON.parse(line));
      }
    });
  });
  server = await start();
  staff = new Client(server.origin);
  await staff.signIn(server.firstLink());
});
after(async () => { smtp?.removeAllListeners('exit'); smtp?.kill(); await server?.stop(); rmSync(folder, { recursive: true, force: true }); });

test('a message waits, is held, edited, cancelled and written again before it goes', async () => {
  await message('ana@example.org');
  assert.match(await outbox('?q=ANA@example.org'), /ana@example\.org/);
  assert.doesNotMatch(await outbox('?q=nobody.else@example.org'), /ana@example\.org/);
  assert.equal((await act('ana@example.org', { hold: 1 })).status, 303);
  assert.equal(state('ana@example.org'), 'held');
  const page = `/en/admin/outbox/${number('ana@example.org')}`;
  const wrong = await staff.post(page, { edit: 1, subject: '', body: 'What I typed' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /What I typed/, 'nothing typed is lost');
  assert.equal((await staff.post(page, { edit: 1, subject: 'Su enlace, por fin', body: 'Hola Ana' })).status, 303);
  const shown = (await staff.get(page)).text;
  assert.match(shown, /<h1 lang="es">Su enlace, por fin/);
  assert.match(shown, /Edited by/);
  assert.equal((await act('ana@example.org', { cancel: 1 })).status, 303);
  assert.equal(state('ana@example.org'), 'cancelled');
  const late = await staff.ask(page, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ csrf: shown.match(/name="csrf" value="([^"]+)/)[1], hold: '1' }) });
  assert.equal(late.status, 409, 'what moved on in the meantime is not changed');
  assert.match(late.text, /moved on/);
});

test('with STARTTLS and a sign-in it goes out, once, in the language of its recipient', async () => {
  await message('eva@example.org');
  await settings({ mail_url: `smtp://127.0.0.1:${port}`, mail_from: 'red@example.org', mail_user: 'red', mail_password: 'falsa' });
  await until(() => sql(`SELECT error FROM message WHERE recipient = 'eva@example.org' AND state = 'queued' AND attempts > 0`), 'a refused sign-in is tried again, not returned');
  assert.equal(received.length, 0);
  sql('UPDATE message SET next_at = 0');
  await settings({ mail_password: 'secreto' });
  await until(() => received.length, 'the message');
  await sleep(1500);
  assert.equal(received.length, 1, 'the cancelled one stays, the other goes once');
  const [mail] = received;
  assert.deepEqual([mail.from, mail.to, mail.tls, mail.user], ['red@example.org', ['eva@example.org'], true, 'red']);
  assert.match(mail.data, new RegExp(`^Message-ID: <${number('eva@example.org')}\\.inmd@example\\.org>\r?$`, 'm'));
  assert.match(mail.data, /^Auto-Submitted: auto-generated\r?$/m);
  assert.match(text(mail), /Abra este enlace/);
  assert.equal(state('eva@example.org'), 'sent');
});

test('an address that the server refuses is marked at once; what the site writes to it by itself is held, what it asks for goes', async () => {
  await message('nobody@example.org');
  await until(() => state('nobody@example.org') === 'bounced', 'returned');
  assert.equal(sql(`SELECT attempts FROM message WHERE recipient = 'nobody@example.org'`), '1', 'not tried again');
  assert.match((await staff.get(`/en/admin/outbox/${number('nobody@example.org')}`)).text, /no such mailbox/);
  await message('nobody@example.org');
  await until(() => sql(`SELECT count(*) FROM message WHERE recipient = 'nobody@example.org' AND state = 'bounced'`) === '2', 'the link that was asked for is tried');
  assert.equal((await act('nobody@example.org', { clear: 1 })).status, 303);
  assert.equal(sql(`SELECT bounced_at IS NULL FROM mail_address WHERE email = 'nobody@example.org'`), '1');
  assert.doesNotMatch(server.log(), /example\.org/, 'the log names nobody');
});

test('a server that asks for patience gets the message later', async () => {
  await message('slow@example.org');
  await until(() => sql(`SELECT error FROM message WHERE recipient = 'slow@example.org'`), 'the reason');
  assert.equal(state('slow@example.org'), 'queued');
  const wait = Number(sql(`SELECT next_at - unixepoch() FROM message WHERE recipient = 'slow@example.org'`));
  assert.ok(wait > 50 && wait <= 60, `one minute, not ${wait}`);
  sql('UPDATE message SET next_at = 0');
  await until(() => state('slow@example.org') === 'sent', 'the second attempt');
});

test('a report of failure marks message and address; what is no report is refused and kept as typed', async () => {
  const id = number('eva@example.org');
  const report = [
    'From: MAILER-DAEMON@example.org', 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"', '', '--b',
    'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example.org', '', 'Final-Recipient: rfc822; eva@example.org', 'Action: failed',
    'Status: 5.2.2', 'Diagnostic-Code: smtp; 552 5.2.2', ' mailbox full', '', '--b', 'Content-Type: message/rfc822-headers', '', `Message-ID: <${id}.inmd@example.org>`, '--b--', ''].join('\r\n');
  const none = await staff.post('/en/admin/outbox/bounce', { mail: 'Dear network, I am on holiday.' });
  assert.equal(none.status, 422);
  assert.match(none.text, /I am on holiday/);
  assert.equal((await staff.post('/en/admin/outbox/bounce', { mail: report.replace('Action: failed', 'Action: delayed') })).status, 422, 'a delay is no failure');
  assert.equal((await staff.post('/en/admin/outbox/bounce', { mail: report })).status, 303);
  assert.equal(state('eva@example.org'), 'bounced');
  assert.equal(sql(`SELECT status || ' ' || reason FROM mail_address WHERE email = 'eva@example.org'`), '5.2.2 552 5.2.2 mailbox full');
});

test('the mail server hands reports to the command; other mail is left alone', async () => {
  await message('leo@example.org');
  await until(() => state('leo@example.org') === 'sent', 'sent');
  const take = (input) => execFileSync(process.env.INMD_PROGRAM ?? 'build/inmd', ['bounce', '--db', server.db], { input });
  take('Subject: Re: Su enlace\n\nGracias');
  assert.equal(state('leo@example.org'), 'sent');
  take(`Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; leo@elsewhere.example\nAction: failed\nStatus: 5.1.1\n\nMessage-ID: <${number('leo@example.org')}.inmd@example.org>\n`);
  assert.equal(state('leo@example.org'), 'bounced', 'also when the mail was forwarded');
  assert.equal(sql(`SELECT count(*) FROM mail_address WHERE email LIKE 'leo@%'`), '1');
});

test('own words for a message: checked for what they name, used from then on', async () => {
  const list = (await staff.get('/en/admin/letters')).text;
  assert.match(list, /Your link to sign in/);
  const made = await staff.post('/en/admin/letters', {}, '/en/admin/letters/sign_in');
  assert.equal(made.status, 303);
  const edit = made.headers.get('location');
  const wrong = await staff.post(edit, { 'body.es': 'Hola {{nombre_secreto}}' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /not known here: nombre_secreto/);
  assert.equal((await staff.post(edit, { 'subject.es': 'Entre aquí', 'body.es': 'Con nuestras palabras: {{link}}' })).status, 303);
  await message('ida@example.org');
  await until(() => received.some((mail) => mail.to[0] === 'ida@example.org'), 'the message');
  const mail = received.find((one) => one.to[0] === 'ida@example.org');
  assert.match(text(mail), /^Con nuestras palabras: http:\/\/127\.0\.0\.1:\d+\/es\/entrar\/[\w-]{43}/);
});

test('a message that waits is written anew when its words change', async () => {
  await settings({ mail_url: '' });
  await message('uma@example.org');
  const body = () => sql("SELECT body FROM message WHERE recipient = 'uma@example.org'");
  const link = body().match(/http:\S+/)[0];
  const edit = (await staff.get('/en/admin/letters')).text.match(/href="(\/en\/admin\/records\/letters\/\d+)"/)[1];
  const words = { 'subject.es': 'Entre', 'body.es': 'Mejor dicho: {{link}}' };
  assert.equal((await staff.post(edit, words)).status, 303);
  assert.equal(body().trim(), `Mejor dicho: ${link}`);
  assert.equal((await staff.post(edit, { 'subject.es': '', 'body.es': '' })).status, 303);
  assert.doesNotMatch(body(), /Mejor dicho/, 'without own words the built-in ones are used again');
  assert.ok(body().includes(link));
  assert.equal((await act('uma@example.org', { cancel: 1 })).status, 303);
});

test('a crash while a message is being sent: it is not sent twice, but held for a person', async () => {
  await settings({ mail_url: '' });
  await message('rut@example.org');
  sql(`UPDATE message SET state = 'sending', next_at = unixepoch() - 700 WHERE recipient = 'rut@example.org'`);
  const before = received.length;
  const killed = new Promise((resolve) => server.child.on('exit', resolve));
  server.child.kill('SIGKILL');
  await killed;
  const child = spawn(process.env.INMD_PROGRAM ?? 'build/inmd', ['serve', '--test', '--db', server.db, '--listen', new URL(server.origin).host]);
  await until(() => fetch(`${server.origin}/healthz`).then(() => true, () => false), 'the server again');
  await settings({ mail_url: `smtp://127.0.0.1:${port}` });
  await until(() => state('rut@example.org') === 'held', 'held');
  assert.match((await staff.get(`/es/admin/mensajes/${number('rut@example.org')}`)).text, /se interrumpió/);
  await sleep(1500);
  assert.equal(received.length, before);
  assert.equal((await act('rut@example.org', { release: 1 })).status, 303);
  await until(() => received.length > before, 'let go by a person');
  child.kill('SIGTERM');
  await new Promise((resolve) => child.on('exit', resolve));
});
