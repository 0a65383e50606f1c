// Messages by the form on a member's page: who may write, what each side learns, answers, reports, limits.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { start, Client } from './server.mjs';

let server, visitor, ana, admin;
const sql = (text) => server.sql(text);
const mails = (kind) => server.rows(`SELECT id, recipient, language, subject, body FROM message WHERE kind = '${kind}' ORDER BY id`);
const links = (mail) => new URL(mail.body.match(/https?:\S+\/(?:messages|mensajes)\/\S+/)[0]).pathname;
const page = (slug) => `/en/members/${slug}/message`;
const words = { subject: 'A question', text: 'Dear Berta,\nwhat about remittances?' };

function account(email, slug) {
  const link = server.link(email);
  sql(`UPDATE account SET member_id = (SELECT id FROM member WHERE slug = '${slug}'), name = '${slug}' WHERE email = '${email}'`);
  return link;
}

before(async () => {
  server = await start('--demo');
  server.import('member', `slug,state,kind,given,surname1,email,contactable,visibility.email
ana,published,scholar,Ana,Sender,ana.hidden@example.org,,staff
berta,published,scholar,Berta,Reads,berta.hidden@example.org,,staff
carla,published,scholar,Carla,Noaddress,,,staff
dora,published,scholar,Dora,Closed,dora.hidden@example.org,nobody,staff
emma,published,scholar,Emma,Onlymembers,emma.hidden@example.org,members,staff
flor,pending,scholar,Flor,Pending,flor.hidden@example.org,,staff
`);
  visitor = new Client(server.origin);
  ana = new Client(server.origin);
  admin = new Client(server.origin);
  await admin.signIn(server.firstLink());
  await ana.signIn(account('ana.account@example.org', 'ana'));
});
after(() => server.stop());

test('visitors are asked to sign in; the page says nothing about an address, whether there is one or not', async () => {
  const answer = await visitor.get(page('berta'));
  assert.equal(answer.status, 303);
  assert.equal(answer.headers.get('location'), '/en/sign-in?next=%2Fen%2Fmembers%2Fberta%2Fmessage');
  const said = async (slug) => (await ana.get(`/en/members/${slug}`)).text.replaceAll(slug, '*').replace(/Carla Noaddress|Berta Reads/g, '*').replace(/Noaddress|Reads|Carla|Berta/g, '*');
  assert.match(await said('berta'), /Write a message/);
  const without = (text) => text.replace(/name="csrf" value="[^"]*"/g, '').replace(/Last changed[^<]*/, '');
  assert.equal(without(await said('berta')), without(await said('carla')));
});

test('nobody writes to who switched it off, is not published, is invented, or to themselves', async () => {
  for (const slug of ['dora', 'flor', 'demo-1', 'ana', 'no-such']) {
    assert.equal((await ana.get(page(slug))).status, 404, slug);
    const form = await ana.get(page('berta'));
    const csrf = form.text.match(/name="csrf" value="([^"]+)"/)[1];
    const sent = await ana.ask(page(slug), { method: 'POST', body: new URLSearchParams({ csrf, ...words }), headers: { 'content-type': 'application/x-www-form-urlencoded' } });
    assert.equal(sent.status, 404, slug);
  }
  assert.doesNotMatch((await ana.get('/en/members/dora')).text, /Write a message/);
  assert.equal(mails('contact').length, 0);
});

test('what is missing is said at its field, and nothing typed is lost', async () => {
  const { status, text } = await ana.post(page('berta'), { subject: '', text: 'Kept <b>words</b>', shows_address: '1' });
  assert.equal(status, 422);
  assert.match(text, /<title>Error: /);
  assert.match(text, /<a href="#f-subject">Subject: Fill this in\.<\/a>/);
  assert.match(text, /Kept &lt;b&gt;words&lt;\/b&gt;<\/textarea>/);
  assert.match(text, /name="shows_address" type="checkbox" value="1" checked/);
});

test('a message goes out once; neither side learns the other\'s address; an answer goes back once', async () => {
  const sent = await ana.post(page('berta'), words);
  assert.equal(sent.status, 200);
  assert.doesNotMatch(sent.text, /hidden@example/);
  await ana.post(page('berta'), words); // a double click
  const [mail, ...more] = mails('contact');
  assert.equal(more.length, 0);
  assert.equal(mail.recipient, 'berta.hidden@example.org');
  assert.match(mail.body, /what about remittances\?/);
  assert.doesNotMatch(mail.body, /ana\.\w+@example\.org/);
  assert.equal(mails('contact_copy').length, 0);

  const open = await visitor.get(links(mail));
  assert.match(open.text, /what about remittances\?/);
  assert.doesNotMatch(open.text, /@example\.org/);
  assert.equal(open.headers.get('cache-control'), 'no-store');
  assert.equal(sql('SELECT count(*) FROM contact WHERE answered_at IS NOT NULL'), '0', 'opening the link changes nothing');
  const form = open.text.match(/name="csrf" value="([^"]+)"/)[1];
  const answer = (fields) => visitor.ask(links(mail), { method: 'POST', body: new URLSearchParams({ csrf: form, do: 'answer', ...fields }), headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  assert.equal((await answer({ text: '' })).status, 422);
  assert.match((await answer({ text: 'Gladly. B.' })).text, /Your answer is on its way/);
  assert.match((await answer({ text: 'Again' })).text, /answered this message already/);
  const back = mails('contact').slice(1);
  assert.equal(back.length, 1);
  assert.equal(back[0].recipient, 'ana.account@example.org');
  assert.match(mail.subject, /^ana wrote to you through the network$/);
  assert.equal(back[0].language, 'es', 'in the language of her account, not of who answers');
  assert.match(back[0].subject, /^Berta.* le escribió por medio de la red$/i);
  assert.match(back[0].body, /^Berta.* respondió a su mensaje:$/im);
  assert.match(back[0].body, /Re: A question[^]*Gladly\. B\./);
  assert.doesNotMatch(back[0].body, /berta\.\w+@example\.org/);
  assert.notEqual(links(back[0]), links(mail), 'the answer can be answered in turn');
});

test('the sender\'s address is told when the box is ticked, a copy goes out when asked for', async () => {
  await ana.post(page('emma'), { ...words, shows_address: ['0', '1'], copy: ['0', '1'] });
  const mail = mails('contact').find((one) => one.recipient === 'emma.hidden@example.org');
  assert.match(mail.body, /ana\.account@example\.org/);
  assert.match((await visitor.get(links(mail))).text, /mailto:ana\.account@example\.org/);
  const [copy] = mails('contact_copy');
  assert.equal(copy.recipient, 'ana.account@example.org');
  assert.doesNotMatch(copy.body, /emma\.hidden|\/messages\//);
});

test('without an address the sender is told the same; the staff sees it', async () => {
  const before = mails('contact').length;
  const one = await ana.post(page('carla'), words), other = await ana.post(page('emma'), { ...words, subject: 'Another' });
  const same = (text) => text.replace(/Carla Noaddress|Emma Onlymembers/g, '*').replace(/carla|emma/g, '*').replace(/name="csrf" value="[^"]*"/g, '');
  assert.equal(same(one.text), same(other.text));
  assert.equal(mails('contact').length, before + 1);
  assert.match((await admin.get('/en/admin/contact')).text, /There is no address for this member/);
});

test('a report reaches the staff, who can keep the sender from writing', async () => {
  await ana.post(page('berta'), { subject: 'Buy this', text: 'Cheap' });
  const mail = mails('contact').at(-1);
  const csrf = (await visitor.get(links(mail))).text.match(/name="csrf" value="([^"]+)"/)[1];
  const reported = await visitor.ask(links(mail), { method: 'POST', body: new URLSearchParams({ csrf, do: 'report', report: 'It is <script> spam' }), headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  assert.match(reported.text, /will look at it/);
  const queue = (await admin.get('/en/admin/contact')).text;
  assert.match(queue, /It is &lt;script&gt; spam/);
  const id = sql("SELECT id FROM contact WHERE report IS NOT NULL");
  const token = queue.match(/name="csrf" value="([^"]+)"/)[1];
  const act = (fields) => admin.ask('/en/admin/contact', { method: 'POST', body: new URLSearchParams({ csrf: token, ...fields }), headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  assert.equal((await act({ do: 'block', id })).status, 303);
  assert.doesNotMatch((await admin.get('/en/admin/contact')).text, /It is &lt;script&gt; spam/);
  const before = mails('contact').length;
  assert.equal((await ana.post(page('emma'), { subject: 'More', text: 'More' })).status, 403);
  assert.equal(mails('contact').length, before);
  await act({ do: 'unblock', email: 'ana.account@example.org' });
  assert.equal((await ana.post(page('emma'), { subject: 'More', text: 'More' })).status, 200);
  assert.equal((await ana.get('/en/admin/contact')).status, 403);
});

test('visitors may write where the network lets them, and prove their address first', async () => {
  const token = (await admin.get('/en/admin/contact')).text.match(/name="csrf" value="([^"]+)"/)[1];
  const set = (from) => admin.ask('/en/admin/contact', { method: 'POST', body: new URLSearchParams({ csrf: token, do: 'setting', from }), headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  assert.equal((await set('visitors')).status, 303);
  assert.equal((await visitor.get(page('emma'))).status, 303, 'who lets only members write');
  const before = mails('contact').length;
  assert.equal((await visitor.post(page('berta'), { ...words, name: 'Gast', email: 'not an address' })).status, 422);
  assert.match((await visitor.post(page('berta'), { ...words, name: 'Robot', email: 'r@example.net', homepage: 'http://x' })).text, /Thank you/);
  assert.equal(mails('contact_proof').length, 0, 'a robot fills in what people do not see');
  assert.match((await visitor.post(page('berta'), { ...words, name: 'Gast', email: 'gast@example.net', subject: 'From outside' })).text, /Open the link in it/);
  assert.equal(mails('contact').length, before);
  const [proof] = mails('contact_proof');
  assert.equal(proof.recipient, 'gast@example.net');
  const path = links(proof);
  await visitor.get(path);
  assert.equal(mails('contact').length, before, 'opening the link sends nothing');
  assert.match((await visitor.post(path, {})).text, /on its way/);
  assert.equal((await visitor.get(path)).status, 404, 'the link is used up, and is not the recipient\'s');
  const mail = mails('contact').at(-1);
  assert.equal(mail.recipient, 'berta.hidden@example.org');
  assert.doesNotMatch(mail.body, /gast@example\.net/);
  await set('nobody');
  assert.equal((await ana.get(page('berta'))).status, 404);
  assert.doesNotMatch((await ana.get('/en/members/berta')).text, /Write a message/);
  await set('members');
});

test('no more than twenty a day from one address', async () => {
  for (let i = 0; i < 25; i++) {
    const { status } = await ana.post(page('berta'), { subject: `Number ${i}`, text: 'x' });
    if (status === 429) return;
    assert.equal(status, 200);
  }
  assert.fail('all 25 went out');
});

test('a member switches it off on the own profile, and on again', async () => {
  const form = '/en/account/profile/contact';
  assert.match((await ana.get(form)).text, /Who may write to you by the form on your page/);
  await ana.post(form, { contactable: 'nobody' });
  assert.equal(sql("SELECT contactable FROM member WHERE slug = 'ana'"), 'nobody');
  assert.doesNotMatch((await admin.get('/en/members/ana')).text, /Write a message/);
  assert.equal((await admin.get(page('ana'))).status, 404);
  await ana.post(form, { contactable: '' });
  assert.match((await admin.get('/en/members/ana')).text, /Write a message/);
});

test('an account without a name is not called by its address', async () => {
  for (const name of ['', 'nameless@example.org']) {
    const link = server.link('nameless@example.org');
    sql(`UPDATE account SET name = '${name}' WHERE email = 'nameless@example.org'`);
    const client = new Client(server.origin);
    await client.signIn(link);
    await client.post(page('berta'), { subject: `From nobody ${name.length}`, text: 'x' });
    const mail = mails('contact').at(-1);
    assert.match(mail.body, /From nobody/);
    assert.match(mail.body, /A member of the network/);
    assert.doesNotMatch(mail.body + (await visitor.get(links(mail))).text, /nameless@/);
  }
});

test('wrong and strange tokens are nothing', async () => {
  for (const token of ['x', 'a'.repeat(43), '%27%20OR%201', '%252e%252e']) {
    const answer = await visitor.get(`/en/messages/${token}`);
    assert.ok([404, 400].includes(answer.status), token);
  }
});
