// Personal data: registered, seen, taken away, agreed to, kept for as long as the rules say; and after erasure nowhere in the bytes.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { inflateSync } from 'node:zlib';
import { png } from './png.mjs';
import { start, Client, hidden, program } from './server.mjs';

let server, staff, member, visitor, picture, id;
const sql = (text) => server.sql(text);
const links = (kind) => sql(`SELECT body FROM message WHERE kind = '${kind}' ORDER BY id DESC LIMIT 1`).match(/https?:\/\/127\S+/g)?.map((link) => new URL(link).pathname);

const person = { kind: 'scholar', given: 'Zyxquarla', surname1: 'Vortembo', email: 'z.vortembo@needle.example', country: 'MX', city: 'Plonkville',
  affiliation: 'Instituto Grumbold', 'headline.es': 'Frase skibberline', topics: ['remittances'], languages: ['es'] };
const phone = '+52 492 777 1234', biography = 'Semblanza quillfeather con muchas palabras';
const needles = ['zyxquarla', 'vortembo', 'needle.example', '777 1234', 'quillfeather', 'skibberline', 'grumbold', 'plonkville'];

const apply = async (client, fields, page = '/es/registro') => client.post(page, { started: await server.agedForm(), ...fields });

// What stands in the bytes of the database, its log, a backup, and in every change once it is unpacked.
function traces() {
  const backup = join(server.folder, `backup-${Math.random()}.db`);
  server.run('backup', backup);
  const places = { database: server.db, log: `${server.db}-wal`, backup };
  const found = [];
  for (const [place, path] of Object.entries(places)) {
    if (!existsSync(path)) continue;
    const bytes = readFileSync(path), text = bytes.toString('latin1').toLowerCase();
    for (const needle of needles) if (text.includes(needle)) found.push(`${place}: ${needle}`);
    if (picture && bytes.includes(picture.subarray(60, 200))) found.push(`${place}: picture`);
  }
  for (const line of sql('SELECT id, hex(changeset) FROM change WHERE changeset IS NOT NULL').split('\n')) {
    const [number, hex] = line.split('|');
    const text = inflateSync(Buffer.from(hex, 'hex').subarray(5)).toString('utf8').toLowerCase();
    for (const needle of needles) if (text.includes(needle)) found.push(`change ${number}: ${needle}`);
  }
  return found;
}

before(async () => {
  server = await start();
  staff = new Client(server.origin);
  member = new Client(server.origin);
  visitor = new Client(server.origin);
  await staff.signIn(server.firstLink());
  assert.equal((await apply(visitor, person)).status, 200);
  const proof = links('proof')[0];
  assert.equal((await visitor.post(proof, {})).status, 200);
  id = sql(`SELECT id FROM member WHERE email = '${person.email}'`);
  const approved = await staff.post('/en/admin/approvals', { approve: '1' }, `/en/admin/approvals/${id}`);
  assert.equal(approved.status, 303);
  await member.signIn(server.origin + links('welcome')[0]);
});
after(() => server.stop());

test('the form says what happens with what is written, and which wording was shown is on record', async () => {
  const form = (await visitor.get('/en/join')).text;
  assert.match(form, /What happens with what you write here/);
  assert.match(form, /<input type="hidden" name="policy" value="1">/);
  assert.match(form, /An application whose address is not confirmed|The application as it was sent: 12 months/, 'how long it is kept');
  assert.equal(sql(`SELECT form || '|' || text_version || '|' || language || '|' || action FROM consent WHERE member_id = ${id}`), 'join|1|es|told');
});

test('a new wording is a new version; what was agreed to stays as it was', async () => {
  const record = sql("SELECT id FROM policy WHERE form = 'join'");
  const page = `/en/admin/records/policies/${record}`;
  assert.equal((await staff.post(page, { 'body.es': 'Texto nuevo', publish: '1' })).status, 303);
  assert.equal(sql("SELECT max(number) FROM policy_version WHERE form = 'join'"), '2');
  assert.match((await visitor.get('/es/privacidad/join/1')).text, /La red, con sede en/);
  assert.match((await visitor.get('/es/privacidad/join/1')).text, /texto anterior/);
  assert.match((await visitor.get('/es/privacidad/join/2')).text, /Texto nuevo/);
  assert.throws(() => sql("UPDATE policy_version SET body = 'x'"), /stays as it was/);
  assert.match((await member.get('/es/cuenta/datos')).text, /href="\/es\/privacidad\/join\/1"/);
  assert.equal((await visitor.get('/es/privacidad/join/3')).status, 404);
});

test('consent by choice is given and taken back, each on record', async () => {
  const consents = () => sql(`SELECT group_concat(action) FROM consent WHERE member_id = ${id} AND form = 'messages'`);
  const choose = async (give) => {
    const body = hidden((await member.get('/es/cuenta/datos')).text);
    const answer = await member.ask('/es/cuenta/datos/consentimiento', { method: 'POST', body: new URLSearchParams({ csrf: body.get('csrf'), form: 'messages', policy: '1', ...(give ? { give: '1' } : {}) }) });
    assert.equal(answer.status, 303);
  };
  const off = () => sql(`SELECT off_at IS NOT NULL FROM mail_address WHERE email = '${person.email}'`);
  assert.match((await member.get('/es/cuenta/datos')).text, /Retirar/);
  await choose(false);
  await choose(false);
  assert.equal(consents(), 'withdrawn', 'pressed twice: once');
  assert.equal(off(), '1', 'and no mailing goes there any more');
  assert.match((await member.get('/es/cuenta/datos')).text, /value="1">Aceptar/);
  await choose(true);
  assert.equal(consents(), 'withdrawn,given');
  assert.equal(off(), '0');
  const forged = hidden((await member.get('/es/cuenta/datos')).text);
  assert.equal((await member.ask('/es/cuenta/datos/consentimiento', { method: 'POST', body: new URLSearchParams({ csrf: forged.get('csrf'), form: 'join', give: '1' }) })).status, 404, 'what only tells cannot be chosen');
});

test('her profile grows: telephone, biography, picture, programme, by-line, a renamed page, an import', async () => {
  const form = hidden((await member.get('/es/cuenta/perfil')).text), body = new FormData();
  for (const [name, value] of form) body.append(name, value);
  body.set('phone', phone);
  body.set('biography.es', biography);
  body.set('picture', new Blob([png(40, 40, (i) => (i * 7919 + (i >> 3) * 104729) & 255)], { type: 'image/png' }), 'zyxquarla.png');
  const saved = await member.ask('/es/cuenta/perfil', { method: 'POST', body });
  assert.equal(saved.status, 303, saved.text.slice(0, 2000));
  sql(`UPDATE account SET name = 'Zyxquarla Vortembo' WHERE email = '${person.email}'`);
  if (sql(`SELECT phone IS NULL FROM member WHERE id = ${id}`) === '1') { // what waits for the staff is approved
    for (const draft of sql(`SELECT id FROM draft WHERE member_id = ${id}`).split('\n').filter(Boolean)) assert.ok(draft);
  }
  assert.equal((await staff.post(`/en/admin/records/members/${id}`, { phone, 'biography.es': biography, 'headline.es': 'Frase skibberline dos', slug: 'vortembo-z', publish: '1' })).status, 303);
  assert.equal((await visitor.get('/es/miembros/zyxquarla-vortembo')).status, 301);
  assert.equal((await visitor.get('/es/miembros/vortembo-z')).status, 200);
  const file = sql(`SELECT f.slug FROM member m JOIN file f ON f.id = m.picture_id WHERE m.id = ${id}`);
  picture = Buffer.from(sql(`SELECT hex(d.data) FROM file f JOIN file_data d ON d.id = f.data_id WHERE f.slug = '${file}'`), 'hex');
  assert.ok(picture.length > 200);
  const event = sql('SELECT id FROM event ORDER BY id LIMIT 1'), publication = sql('SELECT id FROM publication ORDER BY id LIMIT 1');
  assert.equal((await staff.post(`/en/admin/records/events/${event}`, { speakers: 'Zyxquarla Vortembo | Instituto Grumbold | Charla | vortembo-z\nOtra Persona |  |  | ', publish: '1' })).status, 303);
  const authors = sql(`SELECT group_concat(ifnull(given, '') || ' | ' || family || ' | ' || role || ' | ' || ifnull(affiliation, '') || ' | ', char(10)) FROM publication_authors WHERE publication_id = ${publication}`);
  assert.equal((await staff.post(`/en/admin/records/publications/${publication}`, { authors: `${authors}\nCited | Stays | author |  | vortembo-z`, publish: '1' })).status, 303);
  const now = Math.floor(Date.now() / 1000);
  sql(`INSERT INTO representative (slug, created_at, updated_at, member_id, name, email) VALUES ('r', ${now}, ${now}, ${id}, 'Zyxquarla Vortembo', '${person.email}');
    INSERT INTO claim (publication_id, member_id, position, line, created_at) VALUES (${publication}, ${id}, 1, 'Zyxquarla Vortembo', ${now});
    INSERT INTO draft (kind, table_name, record_id, member_id, base_version, fields, created_at, updated_at) VALUES ('draft', 'member', ${id}, ${id}, 1, '{"city":["Plonkville","Vortembo"]}', ${now}, ${now});
    INSERT INTO not_duplicate (table_name, one_id, other_id, who, at) VALUES ('member', ${id}, 999999, 'Zyxquarla Vortembo', ${now})`);
  // What others prepare names her too: drafts, a form that waits for a sign-in, saved lists, files for import.
  const account = sql('SELECT id FROM account ORDER BY id LIMIT 1'), typed = (value) => JSON.stringify(value).replaceAll("'", "''");
  sql(`INSERT INTO draft (id, kind, table_name, record_id, base_version, fields, created_at, updated_at) VALUES
    (9001, 'draft', 'event', ${event}, 1, '${typed({ speakers: [null, 'Zyxquarla Vortembo | Grumbold | | zyxquarla-vortembo\nOther Speaker |  |  | '], 'title.en': ['A', 'B'] })}', ${now}, ${now}),
    (9002, 'draft', 'publication', ${publication}, 1, '${typed({ authors: ['Waiting | Author | author |  | ', 'Waiting | Author | author |  | vortembo-z'] })}', ${now}, ${now}),
    (9003, 'draft', 'publication', NULL, 1, '${typed({ authors: [null, 'Another | Author | author |  | vortembo-z'] })}', ${now}, ${now});
    INSERT INTO kept_form (acts_for, token, cookie_hash, account_id, path, fields, expires_at) VALUES (${account}, 'a', 'x', ${account}, '/', '${typed([['to', 'Zyxquarla Vortembo']])}', ${now + 3600}), (${account}, 'b', 'x', ${account}, '/', '[["to","somebody"]]', ${now + 3600});
    INSERT INTO list_view (account_id, table_name, name, query, created_at) VALUES (${account}, 'member', 'one', 'q=Zyxquarla+Vortembo', ${now}), (${account}, 'member', 'two', 'kind=scholar', ${now});
    INSERT INTO bulk (account_id, table_name, action, back, created_at) VALUES (${account}, 'member', 'archive', 'q=vortembo-z', ${now})`);
  // So many that they are not looked at all at once.
  const many = "WITH n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 250)";
  sql(`${many} INSERT INTO kept_form (acts_for, token, cookie_hash, account_id, path, fields, expires_at) SELECT 0, 'm' || i, 'x', ${account}, '/', '[["to","zyxquarla vortembo"]]', ${now + 3600} FROM n;
    ${many} INSERT INTO list_view (account_id, table_name, name, query, created_at) SELECT ${account}, 'member', 'many ' || i, 'q=vortembo-z', ${now} FROM n;
    ${many} INSERT INTO import (id, type, name, encoding, guessed, rows, header, state, created_at) SELECT 7000 + i, 'member', 'y.csv', 'UTF-8', 0, 1, '', 'mapping', ${now} FROM n;
    ${many} INSERT INTO import_file SELECT 7000 + i, CAST('given' || char(10) || 'Nobody' || char(10) AS BLOB) FROM n`);
  for (const [file, row] of [[8001, 'Zyxquarla,Vortembo,Plonkville'], [8002, 'Nobody,Known,Jerez']])
    sql(`INSERT INTO import (id, type, name, encoding, guessed, rows, header, state, created_at) VALUES (${file}, 'member', 'x.csv', 'UTF-8', 0, 1, '', 'mapping', ${now});
      INSERT INTO import_file VALUES (${file}, CAST('given,surname1,city' || char(10) || '${row}' || char(10) AS BLOB))`);
  server.import('member', `slug,state,kind,display_name,sort_name,city\nvortembo-z,published,scholar,Zyxquarla Vortembo,"Vortembo, Zyxquarla",Plonkville Norte\nother-one,published,scholar,Other Remains,Remains,Jerez\n`);
  assert.match((await staff.get(`/en/admin/records/members/${id}`)).text, /admin\/privacy\/person\?member=/, 'what is kept is linked from the record');
  const found = traces();
  for (const needle of needles) assert.ok(found.some((trace) => trace.endsWith(needle)), `${needle} can be found before`);
  assert.ok(found.some((trace) => trace.endsWith('picture')), 'so can the picture');
  assert.ok(found.some((trace) => trace.startsWith('change ')), 'and the history');
  assert.ok(found.some((trace) => trace.startsWith('backup')), 'and a backup');
  server.run('backup', join(server.folder, 'before.db'));
});

test('“My data” shows what is kept; the download holds all of it, explained in both languages, and no secret', async () => {
  const page = (await member.get('/es/cuenta/datos')).text;
  assert.match(page, /Su registro: nombres/);
  assert.match(page, /Mensajes que el sitio le envió/);
  const body = hidden(page);
  const answer = await fetch(`${server.origin}/es/cuenta/datos`, { method: 'POST', body: new URLSearchParams({ csrf: body.get('csrf') }), headers: { cookie: [...member.cookies].map(([k, v]) => `${k}=${v}`).join('; ') } });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('content-type'), 'application/zip');
  const zip = join(server.folder, 'data.zip');
  writeFileSync(zip, Buffer.from(await answer.arrayBuffer()));
  const read = (code) => execFileSync('python3', ['-c', `import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\n${code}`, zip], { encoding: 'utf8', maxBuffer: 1 << 26 });
  assert.equal(read('print(z.testzip())').trim(), 'None', 'every part has its checksum');
  const names = read('print("\\n".join(z.namelist()))').trim().split('\n');
  const text = (name) => read(`sys.stdout.write(z.read(${JSON.stringify(name)}).decode())`);
  for (const name of ['README.en.md', 'LEAME.es.md', 'profile.csv', 'profile.json', 'history.csv', 'events.csv', 'publications.json', 'data/account.csv', 'data/session.csv', 'data/consent.json', 'data/message.csv', 'data/slug_alias.csv'])
    assert.ok(names.includes(name), `${name} in ${names}`);
  const profile = JSON.parse(text('profile.json'));
  assert.equal(profile.find(({ field }) => field === 'email').value, person.email);
  assert.equal(profile.find(({ field }) => field === 'phone').visible_to, 'staff');
  assert.ok(profile.some(({ field, language, value }) => field === 'biography' && language === 'es' && value === biography));
  assert.match(text('profile.csv'), /"'\+52 492 777 1234"/, 'a spreadsheet does not take a telephone for a formula');
  assert.match(text('publications.csv'), /Cited,Stays/);
  assert.match(text('events.csv'), /Zyxquarla Vortembo/);
  assert.match(text('history.csv'), /skibberline/);
  assert.match(text('data/message.csv'), /z\.vortembo@needle\.example/);
  for (const [readme, words] of [['README.en.md', /Everything|archive holds/], ['LEAME.es.md', /Este archivo contiene/]]) {
    const explained = text(readme);
    assert.match(explained, words);
    for (const name of names.filter((one) => one.endsWith('.csv'))) {
      const section = explained.split(/^## /m).find((part) => part.startsWith(name));
      assert.ok(section, `${readme}: ${name}`);
      for (const column of text(name).split('\r\n')[0].split(',')) assert.match(section, new RegExp(`\\| ${column} \\| .+ \\|`), `${readme}: ${name}: ${column}`);
    }
  }
  const everything = read('print("\\n".join(z.read(n).decode("utf8", "replace") for n in z.namelist() if not n.startswith("files/")))');
  for (const secret of ['password_hash', 'token_hash', 'csrf', sql(`SELECT csrf FROM session s JOIN account a ON a.id = s.account_id WHERE a.email = '${person.email}' LIMIT 1`)])
    assert.doesNotMatch(everything, new RegExp(secret), secret);
  assert.deepEqual(everything.split('\n').filter((line) => line.includes('admin@localhost')), [], 'nothing of the staff');
  const file = names.find((name) => name.startsWith('files/'));
  assert.match(file, /zyxquarla\.png$/);
  assert.equal(read(`print(z.read(${JSON.stringify(file)}).hex())`).trim(), picture.toString('hex'));
  assert.equal(sql("SELECT count(*) FROM audit WHERE action = 'export' AND area = 'privacy'"), '1');
});

test('with a password, the download and leaving ask for it; without one, for a fresh sign-in', async () => {
  await sleep(100); // connections that ended meanwhile are seen to have ended
  sql(`UPDATE session SET created_at = created_at - 7200 WHERE account_id = (SELECT id FROM account WHERE email = '${person.email}')`);
  assert.match((await member.get('/es/cuenta/datos')).text, /inicie sesión de nuevo/);
  const stale = hidden((await member.get('/es/cuenta')).text);
  assert.equal((await member.ask('/es/cuenta/datos', { method: 'POST', body: new URLSearchParams({ csrf: stale.get('csrf') }) })).status, 422);
  sql(`UPDATE session SET created_at = created_at + 7200 WHERE account_id = (SELECT id FROM account WHERE email = '${person.email}')`);
  assert.equal((await visitor.ask('/es/cuenta/datos', { method: 'POST', body: new URLSearchParams() })).status, 403);

  const password = 'una frase larga y secreta';
  assert.equal((await member.post('/es/cuenta', { new_password: password }, '/es/cuenta')).status, 303);
  const wrong = await member.post('/es/cuenta/datos', { password: 'otra frase larga y falsa' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /Esa no es su contraseña/);
  assert.equal((await member.post('/es/cuenta/datos/baja', { what: 'erase', email: person.email, password: 'otra frase' })).status, 422);
  assert.equal((await member.post('/es/cuenta/datos', { password })).status, 200);
  sql(`UPDATE account SET password_hash = NULL WHERE email = '${person.email}'`);
});

test('before anything happens a page says what goes and what stays; leaving needs the address', async () => {
  const page = (await member.get('/es/cuenta/datos/baja')).text;
  assert.match(page, /los enlaces a usted en borradores/);
  assert.match(page, /Se va[^]*Lo que escribió sobre usted[^]*Se queda, y por qué[^]*Su nombre en la autoría de publicaciones/);
  const wrong = await member.post('/es/cuenta/datos/baja', { what: 'erase', email: 'nobody@example.org' });
  assert.equal(wrong.status, 422);
  assert.match(wrong.text, /value="erase" checked/, 'what was chosen is kept');
  assert.equal((await member.post('/es/cuenta/datos/baja', { email: person.email })).status, 422);
  assert.equal((await visitor.get('/es/miembros/vortembo-z')).status, 200, 'nothing has happened');
});

test('who leaves is taken down and signed out at once, and comes back by the mailed page', async () => {
  const terms = () => sql(`SELECT count(*) FROM membership WHERE member_id = ${id} AND left_reason = 'resigned'`);
  assert.equal(terms(), '0');
  const left = await member.post('/es/cuenta/datos/baja', { what: 'leave', email: person.email.toUpperCase() });
  assert.equal(left.status, 200);
  assert.match(left.text, /Se dio de baja/);
  assert.equal((await visitor.get('/es/miembros/vortembo-z')).status, 404);
  assert.doesNotMatch((await visitor.get('/es/buscar?q=vortembo')).text, /vortembo-z/);
  assert.notEqual(terms(), '0', 'the membership has ended');
  assert.notEqual((await member.get('/es/cuenta')).status, 200);
  const back = links('left')[0];
  assert.match((await visitor.get(back)).text, /vuelven a estar como antes/);
  assert.equal((await visitor.get('/es/miembros/vortembo-z')).status, 404, 'a GET brings nobody back');
  assert.match((await visitor.post(back, {})).text, /Todo está como antes/);
  assert.equal((await visitor.get('/es/miembros/vortembo-z')).status, 200);
  assert.equal(terms(), '0', 'and goes on');
  assert.equal((await visitor.get(back)).status, 410, 'the link works once');
  assert.equal((await visitor.get('/es/seguir/' + 'x'.repeat(43))).status, 410);
});

test('erasure waits for its days, is called off by its owner, and by the staff', async () => {
  await visitor.post('/es/entrar', { email: person.email });
  member = new Client(server.origin);
  await member.signIn(server.origin + links('sign_in')[0]);
  const asked = await member.post('/es/cuenta/datos/baja', { what: 'erase', email: person.email });
  assert.equal(asked.status, 303);
  assert.equal((await visitor.get('/es/miembros/vortembo-z')).status, 404, 'the page is taken down at once');
  assert.equal(sql("SELECT round((due_at - asked_at) / 86400.0) FROM erasure WHERE state = 'waiting'"), '14.0');
  assert.equal(sql("SELECT count(*) FROM job WHERE kind = 'erase'"), '1');
  assert.match((await member.get('/es/cuenta')).text, /Sus datos se suprimirán el /);
  const page = hidden((await member.get('/es/cuenta/datos')).text);
  assert.equal((await member.ask('/es/cuenta/datos/cancelar', { method: 'POST', body: new URLSearchParams({ csrf: page.get('csrf') }) })).status, 303);
  assert.equal((await visitor.get('/es/miembros/vortembo-z')).status, 200);
  assert.equal(sql("SELECT count(*) FROM job WHERE kind = 'erase'"), '0');
  assert.equal((await member.post('/es/cuenta/datos/baja', { what: 'erase', email: person.email })).status, 303);
  assert.match((await staff.get('/en/admin/privacy')).text, /to be erased · asked by themselves/);
});

test('when the days have passed nothing of the person is in the bytes of the database, its log, its history, or a backup', async () => {
  const change = sql("SELECT max(id) FROM change WHERE kind = 'import'");
  sql("UPDATE erasure SET due_at = due_at - 15 * 86400 WHERE state = 'waiting'");
  sql("UPDATE job SET run_at = 1 WHERE kind = 'erase'");
  for (let i = 0; i < 100 && sql("SELECT count(*) FROM job WHERE kind IN ('erase', 'scour')") !== '0'; i++) {
    await visitor.get('/en');
    await sleep(200);
  }
  assert.equal(sql("SELECT state || ' ' || ifnull(member_id, '-') || ifnull(account_id, '-') || ifnull(reason, '-') FROM erasure ORDER BY id DESC LIMIT 1"), 'done ---');
  assert.deepEqual(traces(), []);
  for (const needle of needles) assert.ok(!server.log().toLowerCase().includes(needle), `${needle} in the log of the server`);
  for (const path of ['/es/miembros/vortembo-z', '/es/miembros/zyxquarla-vortembo']) assert.equal((await visitor.get(path)).status, 404, path);
  assert.notEqual((await member.get('/es/cuenta')).status, 200);

  for (const line of sql("SELECT table_name || '|' || column_name || '|' || subject FROM personal WHERE subject IN ('member', 'email')").split('\n')) {
    const [table, column, subject] = line.split('|');
    const of = sql(`SELECT count(*) FROM pragma_table_info('${table}') WHERE name = 'table_name'`) === '1' && column !== 'member_id' ? " AND table_name = 'member'" : '';
    assert.equal(sql(`SELECT count(*) FROM "${table}" WHERE "${column}" = ${subject === 'member' ? id : `'${person.email}'`}${of}`), '0', line);
  }

  // What is not about her alone stays.
  assert.match((await visitor.get('/es/miembros/other-one')).text, /Other Remains/);
  const other = sql("SELECT id FROM member WHERE slug = 'other-one'");
  assert.match((await staff.get(`/en/admin/records/members/${other}/history`)).text, /Jerez/, 'her neighbours’ history in the same change is readable');
  const event = sql('SELECT id FROM event ORDER BY id LIMIT 1'), publication = sql('SELECT id FROM publication ORDER BY id LIMIT 1');
  assert.match((await staff.get(`/en/admin/records/events/${event}`)).text, /Otra Persona/);
  assert.match((await staff.get(`/en/admin/records/events/${event}/history`)).text, /Otra Persona/);
  assert.match((await staff.get(`/en/admin/records/publications/${publication}`)).text, /Cited \| Stays/, 'the citation stays');
  assert.equal(sql("SELECT member_id IS NULL FROM publication_authors WHERE family = 'Stays'"), '1');

  // In what others prepare only she is missing.
  assert.deepEqual(JSON.parse(sql('SELECT fields FROM draft WHERE id = 9001')), { speakers: [null, 'Other Speaker |  |  | '], 'title.en': ['A', 'B'] });
  assert.equal(sql('SELECT count(*) FROM draft WHERE id = 9002'), '0', 'nothing was left of it');
  assert.match(sql('SELECT fields FROM draft WHERE id = 9003'), /"Another \| Author \| author \|  \| "/);
  assert.equal(sql('SELECT group_concat(token) FROM kept_form'), 'b');
  assert.equal(sql("SELECT group_concat(name) FROM list_view WHERE name IN ('one', 'two') OR name LIKE 'many %'"), 'two');
  assert.equal(sql('SELECT group_concat(import_id) FROM import_file WHERE import_id > 8000'), '8002');
  assert.equal(sql('SELECT count(*) FROM import_file WHERE import_id BETWEEN 7001 AND 7250'), '250');

  // Undo of what touched her refuses, and undoes the rest when it is asked to.
  const undo = async (fields) => {
    const page = hidden((await staff.get('/en/admin/changes')).text);
    return staff.ask(`/en/admin/changes/${change}`, { method: 'POST', body: new URLSearchParams({ csrf: page.get('csrf'), ...fields }) });
  };
  const refused = await undo({ sure: '1' });
  assert.equal(refused.status, 409);
  assert.match(refused.text, /erased with the data of a person/);
  assert.equal((await visitor.get('/es/miembros/other-one')).status, 200);
  assert.equal((await undo({ partly: '1' })).status, 303);
  assert.equal((await visitor.get('/es/miembros/other-one')).status, 404);
  assert.match((await staff.get('/en/admin/changes')).text, /erasure: a person, at the end of the days they had/);
  assert.equal(server.run('check').trim(), '0 faults');
});

test('a backup from before brings nobody back', async () => {
  const lines = readFileSync(`${server.db}.erased`, 'utf8').trim().split('\n');
  assert.match(lines[0], /^(account|member) \d+ \d+ \d+$/, 'only numbers stand in the list');
  assert.ok(lines.length >= 2);
  const restored = join(server.folder, 'restored.db');
  copyFileSync(join(server.folder, 'before.db'), restored);
  copyFileSync(`${server.db}.erased`, `${restored}.erased`);
  const there = () => execFileSync('sqlite3', [restored, `SELECT count(*) FROM member WHERE id = ${id}`], { encoding: 'utf8' }).trim();
  assert.equal(there(), '1');
  execFileSync(program, ['check', '--db', restored]);
  assert.equal(there(), '0');
  assert.equal(execFileSync('sqlite3', [restored, "SELECT count(*) FROM member WHERE slug = 'other-one'"], { encoding: 'utf8' }).trim(), '1');
});

test('the staff erase for a person who wrote a letter, and an applicant who was never approved', async () => {
  const applicant = new Client(server.origin);
  await apply(applicant, { ...person, given: 'Applicantia', surname1: 'Zorgblat', email: 'zorgblat@needle.example' });
  const row = () => sql("SELECT count(*) FROM registration WHERE email LIKE '%needle%'") + sql("SELECT count(*) FROM message WHERE recipient LIKE '%needle%'");
  assert.equal(row(), '11', 'not even proven: a registration and a message');
  const page = '/en/admin/privacy/person?email=zorgblat%40needle.example';
  assert.match((await staff.get(page)).text, /Your application as it was sent/);
  assert.equal((await staff.post(page, { what: 'now' }, '/en/admin/privacy/person')).status, 422, 'a reason is asked for');
  assert.equal((await staff.post(page, { what: 'now', reason: 'letter' }, '/en/admin/privacy/person')).status, 303);
  assert.equal(row(), '00');
  assert.deepEqual(traces(), []);
  assert.match((await staff.get('/en/admin/privacy/person?email=nobody%40example.org')).text, /Nothing is kept/);
  assert.equal((await member.get('/en/admin/privacy')).status, 403);
});

test('who speaks for an organization goes without it, and two people with one address are told apart', async () => {
  sql(`INSERT INTO member (id, slug, state, created_at, updated_at, approved_at, kind, display_name, sort_name, email) VALUES
    (7001, 'org-stays', 'published', 1, 1, 1, 'migrant_association', 'Org Stays', 'Org Stays', 'agent@needle.example'),
    (7002, 'one-of-two', 'published', 1, 1, 1, 'person', 'One Oftwo', 'Oftwo', 'both@needle.example'), (7003, 'two-of-two', 'published', 1, 1, 1, 'person', 'Two Oftwo', 'Oftwo', 'both@needle.example');
    INSERT INTO account (email, name, created_at) VALUES ('agent@needle.example', 'Agent', 1);
    INSERT INTO representative (slug, created_at, updated_at, member_id, name, email) VALUES ('agent', 1, 1, 7001, 'Agent Person', 'agent@needle.example');
    INSERT INTO message (recipient, language, kind, subject, body, created_at, member_id) VALUES ('both@needle.example', 'es', 'welcome', 's', 'to one', 1, 7002), ('both@needle.example', 'es', 'welcome', 's', 'to two', 1, 7003)`);
  const erase = async (query) => staff.post(`/en/admin/privacy/person?${query}`, { what: 'now', reason: 'letter' }, '/en/admin/privacy/person');
  assert.equal((await erase('email=agent%40needle.example')).status, 303);
  assert.equal(sql("SELECT count(*) FROM account WHERE email LIKE 'agent%'") + sql("SELECT count(*) FROM representative WHERE email LIKE 'agent%'"), '00');
  assert.equal(sql("SELECT display_name FROM member WHERE id = 7001"), 'Org Stays');
  assert.equal((await erase('member=7002')).status, 303);
  assert.equal(sql("SELECT group_concat(body) FROM message WHERE recipient LIKE 'both%'"), 'to two');
  assert.equal(sql("SELECT group_concat(id) FROM member WHERE email LIKE 'both%'"), '7003');
});

test('the only administrator cannot be erased', async () => {
  const page = '/en/admin/privacy/person?email=admin%40localhost';
  const refused = await staff.post(page, { what: 'now', reason: 'by mistake' }, '/en/admin/privacy/person');
  assert.equal(refused.status, 422);
  assert.match(refused.text, /only administrator/);
});

test('the rules purge by themselves, the staff see what was and what will be, and the pages say the same', async () => {
  const now = Math.floor(Date.now() / 1000), old = now - 400 * 86400;
  sql(`INSERT INTO registration (token_hash, email, language, fields, created_at, expires_at) VALUES ('h1', 'gone@example.org', 'es', '{}', ${old}, ${old}), ('h2', 'stays@example.org', 'es', '{}', ${now}, ${now + 86400})`);
  sql(`INSERT INTO message (recipient, language, kind, subject, body, state, created_at, sent_at) VALUES ('m@example.org', 'es', 'welcome', 's', 'old body', 'sent', ${old}, ${old}), ('m@example.org', 'es', 'welcome', 's', 'new body', 'sent', ${now}, ${now})`);
  sql(`INSERT INTO member (slug, state, created_at, updated_at, kind, display_name, sort_name) VALUES ('declined-old', 'declined', ${old}, ${old}, 'person', 'Declined Oldman', 'Oldman'), ('declined-new', 'declined', ${now}, ${now}, 'person', 'Declined Newman', 'Newman')`);
  const before = (await staff.get('/en/admin/privacy')).text;
  assert.match(before, /Applicants who were declined: everything[^]*?value="6"[^]*?<td[^>]*>1<\/td>/, 'one is due');
  const run = async () => staff.post('/en/admin/privacy', {}, '/en/admin/privacy/purge');
  assert.equal((await run()).status, 303);
  assert.equal(sql("SELECT group_concat(email) FROM registration WHERE email LIKE '%@example.org'"), 'stays@example.org');
  assert.equal(sql("SELECT group_concat(body) FROM message WHERE recipient = 'm@example.org' ORDER BY id"), ',new body');
  assert.equal(sql("SELECT group_concat(slug) FROM member WHERE slug LIKE 'declined-%'"), 'declined-new');
  const after = (await staff.get('/en/admin/privacy')).text;
  assert.match(after, /Applicants who were declined: everything<\/td><td[^>]*>1<\/td>/, 'the log tells the numbers');

  assert.equal((await staff.post('/en/admin/privacy', { 'amount.applicant_declined': '9' })).status, 303);
  for (const [page, words] of [['/en/privacy', /Applicants who were declined: everything<\/td><td>9 months/], ['/es/privacidad', /Solicitantes que no se admitieron: todo<\/td><td>9 meses/]])
    assert.match((await visitor.get(page)).text, words, page);
  assert.equal((await staff.post('/en/admin/privacy', { 'amount.applicant_declined': '-3' })).status, 422);
  assert.equal(sql("SELECT amount FROM retention WHERE rule = 'applicant_declined'"), '9');
  assert.equal(sql("SELECT count(*) FROM job WHERE kind = 'purge'"), '1', 'it is planned for the night');
});

test('the privacy page is made from the register, and linked from the footer and the forms', async () => {
  for (const page of ['/en', '/en/join', '/en/members']) assert.match((await visitor.get(page)).text, /href="\/en\/privacy"/, page);
  const page = (await visitor.get('/en/privacy')).text;
  assert.match(page, /Where you are signed in: browser and system, since when<\/td><td[^>]*>safety of the site/);
  assert.match(page, /This site keeps as little as it can/, 'the staff’s own words come first');
  const moved = await visitor.get('/en/pages/privacy');
  assert.equal(moved.status, 301);
  assert.equal(moved.headers.get('location'), '/en/privacy');
});

test('a column that holds people and is not registered is a fault', () => {
  const db = join(server.folder, 'check.db');
  const check = () => { try { return execFileSync(program, ['check', '--db', db], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }) + ''; } catch (error) { return error.stderr; } };
  assert.match(check(), /^0 faults/);
  execFileSync('sqlite3', [db, 'CREATE TABLE guest (id INTEGER PRIMARY KEY, email TEXT, invited_by TEXT, member INTEGER REFERENCES member (id), seats INTEGER)']);
  const said = check();
  for (const column of ['email', 'invited_by', 'member']) assert.match(said, new RegExp(`guest\\.${column}: is not in the register`));
  assert.doesNotMatch(said, /guest\.seats/);
});
