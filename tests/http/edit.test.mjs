// The staff's editing: drafts over what is public, previews, plans, conflicts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client, hidden, serve, start, until } from './server.mjs';

let server, staff, other, visitor;
before(async () => {
  server = await start();
  staff = new Client(server.origin);
  await staff.signIn(server.firstLink());
  visitor = new Client(server.origin);
  other = await account('editor', 'berta@example.org', 'Berta');
});
after(() => server.stop());

const sql = (text) => server.sql(text);

async function account(role, email, name) {
  const client = await server.signedIn(email, role);
  sql(`UPDATE account SET name = '${name}' WHERE email = '${email}'`);
  return client;
}

const event = { 'title.en': 'Seminar on remittances', 'title.es': 'Seminario sobre remesas', kind: 'seminar', status: 'scheduled', mode: 'onsite',
  starts: '2027-07-01T10:00', zone: 'America/Mexico_City', city: 'Zacatecas', country: 'MX' };
async function published(type, fields) {
  const made = await staff.post(`/en/admin/records/${type}/new`, { ...fields, publish: '1' });
  assert.equal(made.status, 303, made.text);
  return made.headers.get('location');
}
const page = (path) => visitor.get(path).then((answer) => answer.text);

test('a draft over what is public stays private until it is published', async () => {
  const edit = await published('events', { ...event, slug: 'a-seminar' });
  const kept = await staff.post(edit, { 'title.en': 'A better title', city: 'Fresnillo', draft: '1' });
  assert.equal(kept.status, 303);
  for (const path of ['/en/events/a-seminar', '/es/eventos/a-seminar', '/en/search?q=better', '/en/events', '/en/events/a-seminar.ics'])
    assert.doesNotMatch((await page(path)).replace(/value="better"/g, ''), /A better title|Fresnillo/, path);
  const form = (await other.get(edit)).text;
  assert.match(form, /You are editing a draft/);
  assert.match(form, /Last changed by admin/i);
  assert.match(form, /What the draft changes[^]*<dt>City<\/dt><dd>\s*<del class="changed">Zacatecas<\/del> <ins class="changed">Fresnillo<\/ins>/);
  assert.match(form, /value="A better title"/);
  const before = (await other.get(`${edit}?published=1`)).text;
  assert.match(before, /value="Seminar on remittances"/);
  assert.match(before, /There is a draft/);
  assert.match((await staff.get('/en/admin/drafts')).text, /A better title/);
  assert.equal((await other.post(edit, { city: 'Jerez' })).status, 303, 'saving the draft publishes it');
  assert.match(await page('/en/events/a-seminar'), /A better title[^]*Jerez/);
  assert.doesNotMatch((await staff.get(edit)).text, /editing a draft/);
});

test('two people edit one draft: what does not clash is merged, what clashes is shown', async () => {
  const edit = await published('events', { ...event, slug: 'two-editors' });
  await staff.post(edit, { city: 'Fresnillo', draft: '1' });
  const [first, second, third] = [hidden((await staff.get(edit)).text), hidden((await other.get(edit)).text), hidden((await other.get(edit)).text)];
  const send = (client, body, fields) => { for (const [k, v] of Object.entries(fields)) body.set(k, v); return client.ask(edit, { method: 'POST', body }); };
  assert.equal((await send(staff, first, { 'title.en': 'One', draft: '1' })).status, 303);
  assert.equal((await send(other, second, { venue: 'Library', draft: '1' })).status, 303);
  const form = (await staff.get(edit)).text;
  assert.match(form, /value="One"/);
  assert.match(form, /value="Library"/);
  assert.match(form, /value="Fresnillo"/);
  const clash = await send(other, third, { 'title.en': 'Two', draft: '1' });
  assert.equal(clash.status, 409);
  assert.match(clash.text, /<title>Conflict: /);
  assert.match(clash.text, /<td[^>]*>One<\/td><td[^>]*>Two<\/td>/);
  assert.match(clash.text, /value="Two"/, 'nothing typed is lost');
  assert.equal((await send(other, hidden(clash.text), { draft: '1' })).status, 303);
  assert.match((await staff.get(edit)).text, /value="Two"/);
  assert.match(await page('/en/events/two-editors'), /Seminar on remittances/);
});

test('what was published meanwhile is not overwritten by a draft unseen', async () => {
  const edit = await published('events', { ...event, slug: 'meanwhile' });
  await staff.post(edit, { city: 'Fresnillo', draft: '1' });
  assert.equal((await other.post(`${edit}?published=1`, { city: 'Jerez', venue: 'Theatre' }, edit)).status, 303);
  assert.match(await page('/en/events/meanwhile'), /Jerez/);
  const clash = await staff.post(edit, {});
  assert.equal(clash.status, 409);
  assert.match(clash.text, /<td[^>]*>Zacatecas<\/td><td[^>]*>Jerez<\/td><td[^>]*>Fresnillo<\/td>/);
  assert.match(await page('/en/events/meanwhile'), /Jerez/);
  assert.equal((await staff.ask(edit, { method: 'POST', body: hidden(clash.text) })).status, 303, 'knowing it, it is taken');
  assert.match(await page('/en/events/meanwhile'), /Theatre[^]*Fresnillo|Fresnillo[^]*Theatre/);
});

test('a preview is the public page, for staff and by a link, and for nobody else', async () => {
  const paths = { events: ['/en/events/', { ...event, slug: 'shared' }], publications: ['/en/publications/', { kind: 'report', 'title.en': 'Not yet out', year: '2026' }],
    news: ['/en/news/', { 'title.en': 'Embargoed news', published_on: '2099-01-01' }], pages: ['/en/pages/', { 'title.en': 'New page', 'path.en': 'new-page', 'title.es': 'Página nueva', 'path.es': 'pagina-nueva' }],
    members: ['/en/members/', { kind: 'scholar', given: 'Inédita', surname1: 'Persona', email: 'secret@example.org' }] };
  for (const [type, [, fields]] of Object.entries(paths)) {
    const made = await staff.post(`/en/admin/records/${type}/new`, { ...fields, preview: '1' });
    assert.equal(made.status, 303, `${type}: ${made.text}`);
    const preview = made.headers.get('location'), edit = preview.replace(/\/preview$/, '');
    assert.match(preview, /\/preview$/);
    const shown = await staff.get(preview);
    assert.equal(shown.status, 200, `${type}: ${shown.text}`);
    assert.match(shown.text, /This is a preview/);
    assert.match(shown.text, new RegExp(fields['title.en'] ?? 'Inédita Persona'));
    assert.doesNotMatch(shown.text, /secret@example\.org/, 'as everybody will see it');
    assert.match(shown.headers.get('cache-control'), /no-store/);
    assert.equal(shown.headers.get('x-robots-tag'), 'noindex');
    assert.equal((await visitor.get(preview)).status, 403);
    assert.equal((await staff.post(edit, { share: '1' })).status, 303);
    const link = (await staff.get(edit)).text.match(/href="http:[^"]*(\/en\/preview\/[^"]+)"/)[1];
    const seen = await visitor.get(link);
    assert.equal(seen.status, 200);
    assert.match(seen.text, new RegExp(fields['title.en'] ?? 'Inédita Persona'));
    assert.doesNotMatch(seen.text, /Go on editing/);
    assert.equal((await visitor.get(link.replace('/en/preview', '/es/vista-previa'))).status, 200);
    assert.equal((await staff.post(edit, { unshare: '1' })).status, 303);
    assert.equal((await visitor.get(link)).status, 404);
  }
  assert.equal(sql("SELECT count(*) FROM event WHERE slug = 'shared' AND state = 'published'"), '0', 'a preview writes nothing');
  assert.doesNotMatch(await page('/en/search?q=embargoed'), /Embargoed news/);
});

test('a preview of a draft shows its values, and the link leads to the public page afterwards', async () => {
  const edit = await published('events', { ...event, slug: 'linked' });
  await staff.post(edit, { 'title.en': 'Draft title', draft: '1' });
  await staff.post(edit, { share: '1' });
  const link = (await staff.get(edit)).text.match(/href="http:[^"]*(\/en\/preview\/[^"]+)"/)[1];
  assert.match((await visitor.get(link)).text, /Draft title/);
  assert.doesNotMatch(await page('/en/events/linked'), /Draft title/);
  sql("UPDATE preview_link SET expires_at = 1 WHERE token = '" + link.split('/').at(-1) + "'");
  assert.equal((await visitor.get(link)).status, 404, 'it expires');
  await staff.post(edit, { share: '1' });
  const again = (await staff.get(edit)).text.match(/href="http:[^"]*(\/en\/preview\/[^"]+)"/)[1];
  assert.equal((await staff.post(edit, {})).status, 303);
  assert.equal((await visitor.get(again)).headers.get('location'), '/en/events/linked');
});

const minute = (seconds) => new Date(Date.now() + seconds * 1000).toISOString();
const at = (iso) => ({ 'schedule.date': iso.slice(0, 10), 'schedule.time': iso.slice(11, 16), 'schedule.zone': 'Etc/UTC' });

test('a moment that is no moment comes back as typed', async () => {
  const edit = await published('events', { ...event, slug: 'when' });
  for (const [fields, message] of [[{ 'schedule.date': '2027-02-30', 'schedule.time': '10:00' }, /a date that exists/], [{ 'schedule.date': '2027-02-03', 'schedule.time': '25:99' }, /a time of the day/], [{ 'schedule.date': '2020-02-03', 'schedule.time': '10:00' }, /has passed/]]) {
    const answer = await staff.post(edit, { ...fields, 'schedule.zone': 'Europe/Paris', city: 'Typed', schedule: '1' });
    assert.equal(answer.status, 422);
    assert.match(answer.text, message);
    assert.match(answer.text, /<title>Error: [^]*<li><a href="#schedule-date">/, 'said on top, not only beside the field');
    assert.match(answer.text, new RegExp(`value="${fields['schedule.date']}"`));
    assert.match(answer.text, new RegExp(`value="${fields['schedule.time']}"`));
    assert.match(answer.text, /value="Europe\/Paris" selected/);
    assert.match(answer.text, /value="Typed"/);
  }
  assert.doesNotMatch((await staff.get(edit)).text, /editing a draft/);
});

test('a draft is published at its moment, and taken off the site at another', async () => {
  const edit = await published('events', { ...event, slug: 'planned' });
  assert.equal((await staff.post(edit, { 'title.en': 'Title of tomorrow', ...at(minute(86400)), schedule: '1' })).status, 303);
  let form = (await staff.get(edit)).text;
  assert.match(form, /Will be published:/);
  assert.doesNotMatch(await page('/en/events/planned'), /tomorrow/);
  assert.equal((await staff.post(edit, { cancel: form.match(/name="cancel" value="(\d+)"/)[1] })).status, 303);
  assert.doesNotMatch((await staff.get(edit)).text, /Will be published:/);
  assert.equal(sql("SELECT count(*) FROM job WHERE kind = 'publish'"), '0');
  assert.equal((await staff.post(edit, { ...at(minute(0)), schedule: '1' })).status, 303);
  await until(async () => /Title of tomorrow/.test(await page('/en/events/planned')));
  assert.match((await staff.get(`${edit}/history`)).text, /published at its moment/);
  assert.equal((await staff.post(edit, { ...at(minute(0)), schedule_end: '1' })).status, 303);
  await until(async () => (await visitor.get('/en/events/planned')).status === 404);
});

test('a record that was never public is published at its moment', async () => {
  const made = await staff.post('/en/admin/records/events/new', { ...event, slug: 'first-time', ...at(minute(86400)), schedule: '1' });
  const edit = made.headers.get('location');
  assert.match((await staff.get(edit)).text, /will be published/);
  assert.equal((await visitor.get('/en/events/first-time')).status, 404);
  assert.equal((await staff.post(edit, { ...at(minute(0)), schedule: '1' })).status, 303);
  await until(async () => (await visitor.get('/en/events/first-time')).status === 200);
  assert.match(await page('/en/events/first-time'), /Seminar/);
  assert.equal(sql('SELECT count(*) FROM draft WHERE record_id = ' + edit.split('/').at(-1)), '0');
});

test('a conflict at the moment: nothing is written, and those who planned it are told', async () => {
  const edit = await published('events', { ...event, slug: 'in-the-way' });
  assert.equal((await staff.post(edit, { city: 'Fresnillo', ...at(minute(86400)), schedule: '1' })).status, 303);
  assert.equal((await other.post(`${edit}?published=1`, { city: 'Jerez' }, edit)).status, 303);
  sql("UPDATE draft SET publish_at = 5 WHERE publish_at IS NOT NULL; UPDATE job SET run_at = 5 WHERE kind = 'publish'");
  await until(async () => /was not published/.test((await staff.get(edit)).text));
  assert.match((await staff.get(edit)).text, /was not published at its moment: somebody changed the same fields/);
  assert.match((await staff.get('/en/admin/drafts')).text, /was not published at its moment/);
  assert.match((await staff.get('/en/admin/outbox')).text, /It was not published at its moment|No se publicó en su momento/);
  assert.match(await page('/en/events/in-the-way'), /Jerez/);
  assert.equal((await staff.post(edit, {})).status, 409);
});

test('who else has the form open is shown', async () => {
  const edit = await published('events', { ...event, slug: 'here' });
  await other.get(edit);
  assert.match((await staff.get(edit)).text, /Also here: Berta/);
  assert.doesNotMatch((await other.get(edit)).text, /Also here: Berta/);
});

test('a save that changes nothing leaves no version and no change', async () => {
  const edit = await published('events', { ...event, slug: 'unchanged' });
  const id = edit.split('/').at(-1), count = () => sql(`SELECT version FROM event WHERE id = ${id}; SELECT count(*) FROM change`);
  const before = count();
  assert.equal((await staff.post(edit, {})).status, 303);
  assert.equal(count(), before);
});

test('a draft that is discarded is gone', async () => {
  const edit = await published('events', { ...event, slug: 'discarded' });
  await staff.post(edit, { city: 'Fresnillo', draft: '1' });
  const number = (await staff.get(edit)).text.match(/name="discard" value="(\d+)"/)[1];
  const elsewhere = await published('events', { ...event, slug: 'elsewhere' });
  await staff.post(elsewhere, { discard: number });
  assert.match((await staff.get(edit)).text, /editing a draft/, 'only by its own record');
  await staff.post(edit, { discard: number });
  assert.doesNotMatch((await staff.get(edit)).text, /editing a draft|Fresnillo/);
});

test('a draft that was discarded comes back by undoing it, at once or from the history; not over another one', async () => {
  const edit = await published('events', { ...event, slug: 'comes-back' });
  await staff.post(edit, { city: 'Fresnillo', draft: '1' });
  const number = (await staff.get(edit)).text.match(/name="discard" value="(\d+)"/)[1];
  await staff.post(edit, { discard: number });
  const notice = (await staff.get(edit)).text, undo = notice.match(/action="(\/en\/admin\/changes\/\d+)"/)[1];
  assert.doesNotMatch(notice, /editing a draft/);
  assert.doesNotMatch((await staff.get('/en/admin/drafts')).text, /comes-back/);
  const history = (await staff.get(`${edit}/history`)).text;
  assert.match(history, /draft: draft discarded/);
  assert.ok(history.includes(`action="${undo}"`), 'the history offers it too');
  assert.match(history, /Zacatecas|Seminar/, 'and still shows what was before');
  assert.equal((await staff.post(edit, {}, undo)).status, 303);
  const back = (await staff.get(edit)).text;
  assert.match(back, /waits as before/);
  assert.match(back, /editing a draft/);
  assert.match(back, /value="Fresnillo"/);
  assert.match((await staff.get(`${edit}/history`)).text, /what had been set aside waits again/);
  assert.equal((await staff.post(edit, {}, undo)).status, 303, 'pressed twice: nothing happens');
  await staff.post(edit, { discard: number });
  const again = (await staff.get(edit)).text.match(/action="(\/en\/admin\/changes\/\d+)"/)[1];
  await staff.post(edit, { city: 'Jerez', draft: '1' });
  assert.equal((await staff.post(edit, {}, again)).status, 303);
  const kept = (await staff.get(edit)).text;
  assert.match(kept, /Another draft waits/);
  assert.match(kept, /value="Jerez"/);
  assert.equal(server.run('check').trim(), '0 faults');
});

test('a planned change that was cancelled comes back with its moment, but not after it', async () => {
  const edit = await published('events', { ...event, slug: 'not-yet' });
  assert.equal((await staff.post(edit, { ...at(minute(86400)), schedule_end: '1' })).status, 303);
  const cancel = async () => {
    await staff.post(edit, { cancel: (await staff.get(edit)).text.match(/name="cancel" value="(\d+)"/)[1] });
    return (await staff.get(edit)).text.match(/action="(\/en\/admin\/changes\/\d+)"/)[1];
  };
  const jobs = () => sql("SELECT count(*) FROM job WHERE kind = 'publish' AND run_at > unixepoch()");
  const undo = await cancel();
  assert.equal(jobs(), '0');
  assert.equal((await staff.post(edit, {}, undo)).status, 303);
  assert.equal(jobs(), '1');
  const late = await cancel();
  sql('UPDATE draft SET publish_at = 5 WHERE discarded IS NOT NULL');
  assert.equal((await staff.post(edit, {}, late)).status, 303);
  assert.match((await staff.get(edit)).text, /This moment has passed/);
  assert.equal(jobs(), '0');
  assert.equal((await visitor.get('/en/events/not-yet')).status, 200);
});

const link = (email) => server.link(email, 'editor');
const multipart = async (client, path, fields, file) => {
  const body = new FormData();
  for (const [name, value] of fields) body.append(name, value);
  if (file) body.set(file[0], new Blob([file[1]]), file[2]);
  return client.ask(path, { method: 'POST', body });
};

test('a session that ended keeps the form and its file, and goes on after signing in', async () => {
  const client = await account('editor', 'carla@example.org', 'Carla');
  const edit = await published('publications', { kind: 'report', 'title.en': 'Before the session ended', year: '2026' });
  const fields = hidden((await client.get(edit)).text);
  fields.set('title.en', 'Typed for an hour <&>');
  fields.set('publisher', 'A house');
  sql("UPDATE session SET expires_at = 2 WHERE account_id = (SELECT id FROM account WHERE email = 'carla@example.org')");
  const refused = await multipart(client, edit, fields, ['file', '%PDF-1.4 kept', 'kept.pdf']);
  assert.equal(refused.status, 303);
  const to = refused.headers.get('location');
  assert.match(to, /^\/en\/sign-in\?next=\/en\/continue\//);
  assert.match((await client.get(to)).text, /name="next" value="\/en\/continue\//);
  const go = to.replace(/^.*next=/, '');
  const stranger = await account('editor', 'dora@example.org', 'Dora');
  assert.equal((await stranger.get(go)).status, 404, 'not for another person');
  const same = new Client(server.origin);
  await same.signIn(link('carla@example.org'));
  assert.equal((await same.get(go)).status, 404, 'not in another browser');
  const path = new URL(link('carla@example.org')).pathname, form = hidden((await client.get(path)).text);
  const entered = await client.ask(path, { method: 'POST', body: form });
  assert.equal(entered.status, 303);
  assert.equal(entered.headers.get('location'), go.replace('/en/continue', '/es/continuar'), 'also by a mailed link');
  const page = await client.get(go);
  assert.match(page.text, /Your form is still here/);
  assert.doesNotMatch((await visitor.get("/en/publications/before-the-session-ended")).text, /A house/, 'nothing is sent by itself');
  const kept = hidden(page.text), elsewhere = await published('publications', { kind: 'report', 'title.en': 'Another', year: '2026' });
  assert.notEqual((await client.ask(elsewhere, { method: 'POST', body: kept })).status, 500);
  assert.doesNotMatch((await staff.get(elsewhere)).text, /Typed for an hour/, 'only at its own address');
  const sent = await client.ask(edit, { method: 'POST', body: kept });
  assert.equal(sent.status, 303, sent.text);
  assert.match((await staff.get(edit)).text, /Typed for an hour &lt;&amp;&gt;<\/textarea>/);
  assert.match((await staff.get(edit)).text, /href="\/files\/kept"/);
  assert.equal((await client.get(go)).status, 404, 'once sent, it is kept no longer');
});

test('without a session that is known, what was typed stays in the page', async () => {
  const client = new Client(server.origin);
  const answer = await client.ask('/en/admin/records/news/1', { method: 'POST', body: new URLSearchParams({ 'title.en': 'Typed "title"', password: 'secret word' }) });
  assert.equal(answer.status, 403);
  assert.match(answer.text, /name="title\.en" value="Typed &quot;title&quot;"/);
  assert.match(answer.text, /Sign in \(in another window\)/);
  assert.doesNotMatch(answer.text, /secret word/);
  assert.match(answer.text, /type="password"/, 'a secret is asked for again');
  assert.equal(sql('SELECT count(*) FROM kept_form'), '0', 'and nothing is kept for strangers');
  const foreign = await client.ask('/en/admin/records/news/1', { method: 'POST', headers: { origin: 'https://evil.example' }, body: new URLSearchParams({ 'title.en': 'Forged' }) });
  assert.equal(foreign.status, 403);
  assert.doesNotMatch(foreign.text, /Forged/);
});

test('too many at once: what was typed is given back', async () => {
  const limited = await serve();
  try {
    const client = new Client(limited.origin);
    let answer;
    for (let i = 0; i < 40 && answer?.status !== 429; i++)
      answer = await client.ask('/en/sign-in', { method: 'POST', body: new URLSearchParams({ email: `someone${i}@example.org`, password: 'wrong words' }) });
    assert.equal(answer.status, 429);
    assert.match(answer.text, /value="someone\d+@example\.org"/);
    assert.doesNotMatch(answer.text, /wrong words/);
    assert.ok(answer.headers.get('retry-after'));
  } finally {
    await limited.stop();
  }
});

test('rows of parts: one more, moved, removed, cleared; a bar in a cell stays', async () => {
  const edit = await published('events', { ...event, slug: 'rows' });
  let form = await staff.post(edit, { 'speakers.1.name': 'Ana | Eva', 'speakers.1.talk': 'Back\\slash', 'title.en': 'Typed meanwhile', row: 'speakers.add' });
  assert.equal(form.status, 200);
  assert.match(form.text, /value="Typed meanwhile"/, 'what else was typed stays');
  let body = hidden(form.text);
  assert.equal(body.get('speakers.rows'), '2');
  assert.equal(body.get('speakers.1.name'), 'Ana | Eva');
  body.set('speakers.2.name', 'Berta');
  body.append('row', 'speakers.2.up');
  body = hidden((await staff.ask(edit, { method: 'POST', body })).text);
  assert.equal(body.get('speakers.1.name'), 'Berta');
  assert.equal(body.get('speakers.2.name'), 'Ana | Eva');
  assert.equal((await staff.ask(edit, { method: 'POST', body })).status, 303);
  assert.match(await page('/en/events/rows'), /Berta[^]*Ana \| Eva[^]*Back\\slash/);
  const csv = server.run('export', 'event');
  assert.match(csv, /Ana \\\| Eva \|  \| Back\\\\slash \| /);
  const own = csv.split('\r\n').filter((line, i) => !i || line.includes(',rows,')).join('\r\n');
  assert.match(server.import('event', own), /^0 new, 0 updated, 1 unchanged/);
  assert.equal((await staff.post(edit, { 'speakers.1.remove': '1' })).status, 303);
  assert.doesNotMatch(await page('/en/events/rows'), /Berta/);
  assert.equal((await staff.post(edit, { 'speakers.1.name': '', 'speakers.1.talk': '' })).status, 303, 'a cleared row is none');
  assert.doesNotMatch(await page('/en/events/rows'), /Ana \| Eva/);
});

test('a wrong cell is told by row and column and comes back as typed', async () => {
  const made = await staff.post('/en/admin/records/members/new', { kind: 'scholar', given: 'Rita', 'corridors.rows': '2', 'corridors.1.origin': 'MX', 'corridors.1.destination': 'US', 'corridors.2.origin': 'GT', 'corridors.2.destination': '' });
  assert.equal(made.status, 422);
  assert.match(made.text, /href="#f-corridors\.2\.destination"/);
  assert.match(made.text, /2, To: /);
  assert.match(made.text, /id="f-corridors\.2\.destination"[^>]* aria-invalid="true"/);
  assert.equal(hidden(made.text).get('corridors.2.origin'), 'GT');
});

test('a date and a time are fields of their own, and wrong ones come back as typed', async () => {
  const edit = await published('events', { ...event, slug: 'moment' });
  const form = hidden((await staff.get(edit)).text);
  assert.equal(form.get('starts.date'), '2027-07-01');
  assert.equal(form.get('starts.time'), '10:00');
  for (const [date, time] of [['Tuesday', '9 h'], ['2027-07-01', ' T 9:05'], ['1/7/27', '25:00'], ['2027-07-01', '-9:05'], ['TTT', '']]) {
    const answer = await staff.post(edit, { 'starts.date': date, 'starts.time': time });
    assert.equal(answer.status, 422, `${date} ${time}`);
    assert.equal(hidden(answer.text).get('starts.date').trim(), date.trim());
    assert.equal(hidden(answer.text).get('starts.time').trim(), time.trim());
  }
  assert.equal((await staff.post(edit, { 'starts.date': '2027-07-02', 'starts.time': '9:05' })).status, 303);
  assert.match(await page('/en/events/moment'), /09:05/);
  assert.equal((await staff.post(edit, { 'starts.date': '2027-07', 'starts.time': '' })).status, 303, 'a month alone');
});

test('pictures carry their words in both languages; documents are added in the event’s form', async () => {
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC', 'base64');
  const edit = await published('news', { 'title.en': 'With a picture', published_on: '2026-01-01' });
  const fields = hidden((await staff.get(edit)).text);
  fields.set('picture.alt.en', 'A bridge over a river');
  fields.set('picture.alt.es', 'Un puente sobre un río');
  const sent = await multipart(staff, edit, fields, ['picture', png, 'bridge.png']);
  assert.equal(sent.status, 303, sent.text);
  assert.match(await page('/es/noticias/with-a-picture'), /alt="Un puente sobre un río"/);
  assert.equal(hidden((await staff.get(edit)).text).get('picture.alt.en'), 'A bridge over a river');
  assert.equal((await staff.post(edit, { 'picture.alt.en': 'A bridge' })).status, 303);
  assert.match(await page('/en/news/with-a-picture'), /alt="A bridge"/);

  const meeting = await published('events', { ...event, slug: 'papers' });
  const two = new FormData();
  for (const [name, value] of hidden((await staff.get(meeting)).text)) two.append(name, value);
  two.append('documents.add', new Blob(['%PDF-1.4 one']), 'programme.pdf');
  two.append('documents.add', new Blob(['%PDF-1.4 two']), 'map.pdf');
  assert.equal((await staff.ask(meeting, { method: 'POST', body: two })).status, 303);
  assert.match(await page('/en/events/papers'), /programme\.pdf[^]*map\.pdf/);
  const form = hidden((await staff.get(meeting)).text);
  assert.deepEqual(form.getAll('documents').filter(Boolean), ['programme', 'map']);
  assert.equal((await staff.post(meeting, { documents: ['', 'map'] })).status, 303);
  assert.doesNotMatch(await page('/en/events/papers'), /programme\.pdf/);
});

test('history tells rows, sentences, links and levels in words, in both languages', async () => {
  const long = 'First sentence stays as it is here. The second one speaks of Puebla and of its people. '.repeat(4);
  const made = await staff.post('/en/admin/records/members/new', { kind: 'scholar', given: 'Historia', surname1: 'Clara', 'biography.en': long, city: 'Puebla',
    'corridors.rows': '2', 'corridors.1.origin': 'MX', 'corridors.1.destination': 'US', 'corridors.2.origin': 'GT', 'corridors.2.destination': 'MX', topics: ['', 'remittances'], publish: '1' });
  const edit = made.headers.get('location');
  assert.equal((await staff.post(edit, { 'biography.en': long.replace('Puebla', 'Oaxaca'), 'visibility.city': 'members', topics: ['', 'remittances', 'gender'],
    'corridors.1.remove': '1', 'corridors.2.origin': 'GT', 'corridors.2.destination': 'MX' })).status, 303);
  const english = (await staff.get(`${edit}/history`)).text.split('<section class="card">')[1];
  assert.match(english, /Biography[^]*?<del>Puebla <\/del><ins>Oaxaca <\/ins>/);
  assert.match(english, /speaks? of …|…<|… /, 'what stayed is shortened');
  assert.match(english, /<li><del>Mexico → United States<\/del><\/li><li>Guatemala → Mexico<\/li>/);
  assert.match(english, /City: who sees it<\/dt><dd><del class="changed">everybody<\/del>\s*<ins class="changed">members<\/ins>|City: who sees it<\/dt><dd>\s*<del class="changed">everybody<\/del> <ins class="changed">members<\/ins>/);
  assert.match(english, /<li><ins>Gender[^<]*<\/ins><\/li>/);
  const spanish = (await staff.get(edit.replace('/en/admin/records', '/es/admin/registros') + '/historial')).text.split('<section class="card">')[1];
  assert.match(spanish, /México → Estados Unidos/);
  assert.match(spanish, /Género/);
});

test('a box that is ticked is a yes, and saving moves nothing', async () => {
  const edit = await published('publications', { kind: 'report', 'title.en': 'Ticked', year: '2026', topics: ['', 'remittances', 'gender'] });
  const body = hidden((await staff.get(edit)).text);
  body.append('own', '1'); // as browsers do: the hidden no, then the box
  assert.equal((await staff.ask(edit, { method: 'POST', body })).status, 303);
  const id = edit.split('/').at(-1), kept = () => sql(`SELECT own, version FROM publication WHERE id = ${id}; SELECT group_concat(t.slug) FROM (SELECT target_id FROM publication_topics WHERE publication_id = ${id} ORDER BY position) p JOIN topic t ON t.id = p.target_id`);
  assert.equal(kept(), '1|2\nremittances,gender');
  assert.equal((await staff.post(edit, {})).status, 303);
  assert.equal(kept(), '1|2\nremittances,gender');
});

test('a form that is too old keeps its file too', async () => {
  const edit = await published('publications', { kind: 'report', 'title.en': 'Signed in meanwhile', year: '2026' });
  const fields = hidden((await staff.get(edit)).text);
  fields.set('csrf', 'of a session before');
  fields.set('publisher', 'Typed before');
  const refused = await multipart(staff, edit, fields, ['file', '%PDF-1.4 before', 'before.pdf']);
  assert.equal(refused.status, 403);
  const sent = await staff.ask(edit, { method: 'POST', body: hidden(refused.text) });
  assert.equal(sent.status, 303);
  assert.match((await staff.get(edit)).text, /value="Typed before"[^]*href="\/files\/before"|href="\/files\/before"[^]*value="Typed before"/);
});

test('a shared preview shows its files to those who have the link, and to them alone', async () => {
  const made = new FormData();
  for (const [name, value] of Object.entries({ kind: 'report', 'title.en': 'Embargoed report', year: '2026', csrf: hidden((await staff.get('/en/admin/records/publications/new')).text).get('csrf') })) made.append(name, value);
  made.append('file', new Blob(['%PDF-1.4 embargo']), 'embargoed.pdf');
  const edit = (await staff.ask('/en/admin/records/publications/new', { method: 'POST', body: made })).headers.get('location');
  await staff.post(edit, { share: '1' });
  const path = (await staff.get(edit)).text.match(/href="http:[^"]*(\/en\/preview\/[^"]+)"/)[1], reader = new Client(server.origin);
  assert.equal((await reader.get('/files/embargoed')).status, 404);
  assert.match((await reader.get(path)).text, /\/files\/embargoed/);
  const file = await reader.get('/files/embargoed');
  assert.equal(file.status, 200);
  assert.match(file.headers.get('cache-control'), /private/);
  assert.equal((await visitor.get('/files/embargoed')).status, 404);
  await staff.post(edit, { unshare: '1' });
  assert.equal((await reader.get('/files/embargoed')).status, 404);
});

test('a long history goes on over pages, each change told right', async () => {
  const edit = await published('events', { ...event, slug: 'long-history' });
  for (let i = 1; i <= 52; i++) assert.equal((await staff.post(edit, { venue: `Room ${i}` })).status, 303);
  const first = (await staff.get(`${edit}/history`)).text, older = first.match(/href="([^"]+\?before=\d+)"/)[1];
  assert.equal(first.match(/<section class="card">/g).length, 50);
  assert.doesNotMatch(first, /<ins class="changed">Room 2</);
  const second = (await staff.get(older)).text;
  assert.equal(second.match(/<section class="card">/g).length, 3);
  assert.match(second, /<del class="changed">Room 1<\/del>\s*<ins class="changed">Room 2</);
  assert.doesNotMatch(second, /Room 3/);
});

test('ten saves of one record at the same moment: each is taken, merged or told, and none is lost in silence', async () => {
  const edit = await published('events', { ...event, slug: 'all-at-once' });
  const fields = ['venue', 'online_url', 'website', 'contact_email', 'summary.en', 'summary.es', 'sources', 'notes', 'city', 'city'];
  const values = ['Hall', 'https://a.example.org', 'https://b.example.org', 'c@example.org', 'In short', 'En breve', 'https://d.example.org', 'Note', 'Jerez', 'Fresnillo'];
  const people = fields.map((_, i) => (i % 2 ? staff : other));
  const forms = await Promise.all(people.map((person) => person.get(edit)));
  const answers = await Promise.all(forms.map((form, i) => {
    const body = hidden(form.text);
    body.set(fields[i], values[i]);
    return people[i].ask(edit, { method: 'POST', body });
  }));
  const statuses = answers.map((answer) => answer.status);
  assert.deepEqual(statuses.slice(0, 8), Array(8).fill(303));
  assert.deepEqual(statuses.slice(8).sort(), [303, 409], 'of two that clash, one is told');
  const now = hidden((await staff.get(`${edit}?published=1`)).text);
  for (let i = 0; i < 8; i++) assert.equal(now.get(fields[i]).trim(), values[i]);
});

test('a link is named by address or by a title that only one has', async () => {
  for (const given of ['Única', 'Doble', 'Doble']) await published('members', { kind: 'scholar', given, surname1: 'Persona' });
  const edit = await published('events', { ...event, slug: 'named-links', 'speakers.rows': '1', 'speakers.1.name': 'Ella', 'speakers.1.member': 'Única Persona' });
  assert.match((await staff.get(edit)).text, /name="speakers\.1\.member" type="text" value="unica-persona"/);
  const twice = await staff.post(edit, { 'speakers.1.member': 'Doble Persona' });
  assert.equal(twice.status, 422, 'of two with one name it cannot be said');
  assert.match(twice.text, /value="Doble Persona"/);
});
