// Imports as the staff see them: columns, check, import, undo; everything that can be wrong with a file.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { start, Client, program } from './server.mjs';

let server, staff;
const sql = (text) => server.sql(text);
const exported = (type, db = server.db) => execFileSync(program, ['export', type, '--db', db], { encoding: 'utf8', maxBuffer: 1 << 28 });

async function account(role) {
  return server.signedIn(`${role}@example.org`, role);
}
before(async () => { server = await start(); staff = await account('administrator'); });
after(() => server.stop());

async function send(type, bytes, name = 'people.csv', client = staff, base = '/en/admin/imports') {
  const page = await client.get(base), body = new FormData();
  body.append('csrf', page.text.match(/name="csrf" value="([^"]+)"/)?.[1] ?? '');
  body.append('type', type);
  if (bytes !== null) body.append('file', new Blob([bytes]), name);
  return client.ask(base, { method: 'POST', body });
}
async function sent(type, bytes, name) {
  const answer = await send(type, bytes, name);
  assert.equal(answer.status, 303, answer.text.match(/id="problems"[^]*?<\/ul>/)?.[0]);
  return answer.headers.get('location');
}
// Presses a button of the page's form, as it stands but for FIELDS.
async function press(page, fields) {
  const answer = await staff.post(page, fields);
  assert.equal(answer.status, 303, answer.text.match(/id="problems"[^]*?<\/(ul|div)>/)?.[0]);
  return answer.headers.get('location');
}
const counts = (html) => [...html.match(/<ul class="counts">([^]*?)<\/ul>/)[1].matchAll(/<b>([\d,]+)<\/b>/g)].map((m) => Number(m[1].replace(',', '')));
const chosen = (html) => [...html.matchAll(/name="target\.(\d+)">([^]*?)<\/select>/g)].map((m) => m[2].match(/value="([^"]*)" selected/)?.[1] ?? '');
const undone = async (client, page) => {
  const html = (await client.get(page)).text, change = html.match(/small">Undo (\d+)</)[1], csrf = html.match(/name="csrf" value="([^"]+)"/)[1];
  const answer = await client.ask(`/en/admin/changes/${change}`, { method: 'POST', body: new URLSearchParams({ csrf, sure: '1' }), headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  assert.equal(answer.status, 303, answer.text);
};

test('5,000 rows with 37 bad ones: the good ones now, the bad ones to download, all of it undone', async () => {
  let csv = 'Nombre;Primer apellido;Correo electrónico;País;Idiomas;Tipo;Ciudad\r\n';
  for (let i = 0; i < 5000; i++) csv += `Ana;Ruiz ${i};${i % 135 === 7 ? 'not an address' : `ana${i}@example.org`};${i % 2 ? 'México' : 'Guatemala'};español, inglés;persona académica;=1+${i}\r\n`;
  const bad = [...csv.matchAll(/not an address/g)].length;
  assert.equal(bad, 37);
  const before = exported('member');
  const page = await sent('member', Buffer.from(`\ufeff${csv}`));
  const mapping = (await staff.get(page)).text;
  assert.deepEqual(chosen(mapping), ['given', 'surname1', 'email', 'country', 'languages', 'kind', 'city']);
  assert.match(mapping, /Ruiz 0<\/li><li>Ruiz 1<\/li><li>Ruiz 2<\/li>/);
  assert.match(mapping, /5,000 rows/);
  assert.match(mapping, /name="separator.4">.*value="," selected/);
  assert.match(mapping, /name="match"[^]*?value="email" selected/);
  await press(page, { check: '1', state: 'published' });
  const report = (await staff.get(page)).text;
  assert.deepEqual(counts(report), [4963, 0, 0, 0, 37], report.match(/<tbody>([^]*?)<\/tr>/)?.[1]);
  assert.match(report, /<th scope="row">9<\/th><td[^>]*>[^<]*E-mail[^<]*<\/td><td[^>]*>Enter an e-mail address/);
  assert.equal([...report.matchAll(/Enter an e-mail address/g)].length, 37);
  assert.equal(exported('member'), before, 'a check writes nothing');
  assert.match(report, /Import the 4,963 good rows now/);
  assert.doesNotMatch(report, /value="all"/);
  assert.match((await staff.get(page.replace('/en/admin/imports', '/es/admin/importaciones'))).text, /Escriba una dirección de correo|correo/);

  await press(page, { run: 'good' });
  const done = (await staff.get(page)).text;
  assert.deepEqual(counts(done), [4963, 0, 0, 0, 37]);
  assert.equal(sql(`SELECT count(*) FROM member WHERE city LIKE '=1+%' AND state = 'published' AND country IN ('MX', 'GT')`), '4963');
  assert.equal(sql(`SELECT count(*) FROM member_languages WHERE value IN ('es', 'en')`), String(4963 * 2));
  assert.equal(sql('SELECT count(*) FROM change WHERE kind = \'import\''), '1');
  assert.equal(sql('SELECT change_id FROM import ORDER BY id DESC LIMIT 1'), sql(`SELECT max(id) FROM change WHERE kind = 'import'`));

  const copy = (await staff.get(`${page}/rows?rows=bad`)).text.split('\r\n');
  assert.equal(copy.length, 39);
  assert.equal(copy[0].replace('\ufeff', ''), 'Nombre,Primer apellido,Correo electrónico,País,Idiomas,Tipo,Ciudad,Reason');
  assert.equal(copy[1], 'Ana,Ruiz 7,not an address,México,"español, inglés",persona académica,"\'=1+7","E-mail: Enter an e-mail address, like name@example.org."');
  assert.equal((await staff.get(`${page}/rows?rows=all`)).text.split('\r\n').length, 5002);

  const list = (await staff.get('/en/admin/imports')).text;
  assert.match(list, />people\.csv<\/a>[^]*?administrator@example\.org[^]*?<td[^>]*>4,963<\/td><td[^>]*>0<\/td><td[^>]*>37<\/td>/);
  assert.equal((await staff.post(page, { run: 'all' })).status, 303, 'a second time does nothing');
  assert.equal(sql('SELECT count(*) FROM change WHERE kind = \'import\''), '1');

  // The same file again, with what was written now: nothing changes.
  const same = await sent('member', csv);
  await press(same, { check: '1', state: 'published' });
  assert.deepEqual(counts((await staff.get(same)).text), [0, 0, 4963, 0, 37]);

  // The corrected copy goes in, with the reason left out.
  const corrected = copy.slice(0, 38).map((line) => line.replace(/,not an address,/, `,fixed${line.match(/Ruiz (\d+)/)?.[1]}@example.org,`)).join('\r\n');
  const again = await sent('member', corrected, 'corrected.csv');
  assert.equal(chosen((await staff.get(again)).text).at(-1), '');
  await press(again, { check: '1' });
  assert.deepEqual(counts((await staff.get(again)).text), [37, 0, 0, 0, 0]);
  await press(again, { run: 'all' });
  assert.equal(sql(`SELECT count(*) FROM member WHERE email LIKE 'fixed%' AND city = '=1+7'`), '1');

  await undone(staff, again);
  await undone(staff, page);
  assert.ok(exported('member') === before, 'all is as it was');
  assert.match((await staff.get(page)).text, /undone by/);
  assert.doesNotMatch((await staff.get('/en/members?q=Ruiz')).text, /Ruiz 1/);
});

test('what is exported imports again without loss, for every type, with hostile values', async () => {
  server.run('demo', '--members', '40', '--events', '20', '--publications', '20');
  const types = sql(`SELECT 1`) && ['topic', 'country', 'organization', 'member', 'process', 'journal', 'section', 'issue', 'publication', 'event', 'post', 'page', 'file'];
  const strange = ["'=1", '=cmd', '+1', '-', '@x', 'a "quoted", b;c', 'ñandú 日本', "''@", '| x |'];
  for (const [i, text] of strange.entries())
    sql(`UPDATE member SET city = '${text.replace(/'/g, "''").trim()}', notes = 'two
lines ${i}' WHERE id = (SELECT id FROM member WHERE demo ORDER BY id LIMIT 1 OFFSET ${i})`);
  for (const type of types) {
    const csv = exported(type);
    if (csv.split('\r\n').length < 3) continue;
    const page = await sent(type, csv, `${type}.csv`);
    const mapping = (await staff.get(page)).text;
    assert.deepEqual(chosen(mapping).filter((target) => !target), [], type);
    await press(page, { check: '1' });
    const [fresh, changed, same, skipped, bad] = counts((await staff.get(page)).text);
    assert.deepEqual([fresh, changed, skipped, bad], [0, 0, 0, 0], `${type}: ${(await staff.get(page)).text.match(/<tbody>[^]*?<\/tbody>/)?.[0].slice(0, 400)}`);
    assert.ok(same > 0, type);
  }
});

test('into an empty database the same export comes', async () => {
  const empty = `${server.folder}/empty.db`;
  execFileSync(program, ['export', 'topic', '--db', empty], { stdio: 'ignore' });
  const types = ['topic', 'country', 'organization', 'member', 'process', 'journal', 'section', 'issue', 'publication', 'event', 'post', 'page'];
  const tables = execFileSync('sqlite3', [empty, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '%\_fts%' ESCAPE '\\' AND sql NOT LIKE 'CREATE VIRTUAL%'`], { encoding: 'utf8' }).trim().split('\n');
  const content = tables.filter((name) => types.some((type) => name === type || name.startsWith(`${type}_`)));
  execFileSync('sqlite3', [empty, `PRAGMA foreign_keys = OFF; ${content.map((name) => `DELETE FROM "${name}";`).join('')} DELETE FROM search_doc; DELETE FROM change_record; DELETE FROM change;`]);
  const plain = (csv) => csv.split('\r\n').map((line) => line.replace(/^\d+,\d+,/, '')).join('\r\n').split('\r\n').sort().join('\r\n');
  const { writeFileSync } = await import('node:fs');
  for (const type of types) {
    const csv = exported(type);
    writeFileSync(`${server.folder}/x.csv`, csv.replace(/^id,version,/, 'id,version,'));
    execFileSync(program, ['import', type, `${server.folder}/x.csv`, '--match', 'slug', '--db', empty], { stdio: ['ignore', 'ignore', 'pipe'] });
    assert.equal(plain(exported(type, empty)), plain(csv), type);
  }
});

test('existing records: changed, filled or left alone; found by address, e-mail, identifier', async () => {
  const base = await sent('member', 'slug,kind,given,surname1,email,city\nluz,scholar,Luz,Peña,luz@example.org,\nsol,scholar,Sol,Peña,sol@example.org,Puebla\n');
  await press(base, { check: '1' });
  await press(base, { run: 'all' });
  const csv = 'e-mail,city,given\nLUZ@example.org,Oaxaca,\nsol@example.org,Oaxaca,Soledad\nnew@example.org,Oaxaca,Nueva\n';
  const results = {};
  for (const existing of ['update', 'fill', 'skip']) {
    const page = await sent('member', csv);
    await press(page, { check: '1', match: 'email', existing });
    const html = (await staff.get(page)).text;
    results[existing] = counts(html);
    if (existing === 'update') {
      assert.match(html, /<del>Puebla<\/del><\/td><td[^>]*><ins>Oaxaca<\/ins>/);
      assert.match(html, /<th scope="row">Given name[^<]*<\/th><td[^>]*><del>Sol<\/del><\/td><td[^>]*><ins>Soledad<\/ins>/);
    }
    if (existing === 'fill') assert.doesNotMatch(html, /Puebla|Soledad/);
  }
  // Without a kind the new one is wrong; a blank cell empties on update.
  assert.deepEqual(results, { update: [0, 2, 0, 0, 1], fill: [0, 1, 1, 0, 1], skip: [0, 0, 0, 2, 1] });
  const twice = await sent('member', 'email,kind,given\nx@example.org,scholar,X\nx@example.org,scholar,Y\n');
  await press(twice, { check: '1', match: 'email' });
  assert.match((await staff.get(twice)).text, /<th scope="row">3<\/th><td[^>]*><\/td><td[^>]*>This is the same record as in row 2/);
  const doi = await sent('publication', 'doi,title_en,kind\nhttps://doi.org/10.1234/abc,A,report\n');
  await press(doi, { check: '1', match: 'doi' });
  await press(doi, { run: 'all' });
  const same = await sent('publication', 'DOI;Title (English)\n10.1234/ABC;B\n');
  await press(same, { check: '1', match: 'doi' });
  assert.deepEqual(counts((await staff.get(same)).text), [0, 1, 0, 0, 0]);
});

test('names that are there already are named before anything is written', async () => {
  const page = await sent('member', 'kind,given,surname1,email\nscholar,luz,PENA,other@example.org\nscholar,Eva,Sol,eva@example.org\nscholar,Eva,Sol,eva2@example.org\nstudent,Other,Name,SOL@example.org\n');
  await press(page, { check: '1', match: 'id' });
  const html = (await staff.get(page)).text;
  assert.match(html, /Perhaps there already/);
  assert.match(html, /<th scope="row">2<\/th><td[^>]*>luz PENA<\/td><td[^>]*><a href="\/en\/admin\/records\/members\/\d+">/);
  assert.match(html, /<th scope="row">4<\/th><td[^>]*>Eva Sol<\/td><td[^>]*>Row 3<\/td>/);
  assert.match(html, /<th scope="row">5<\/th><td[^>]*>Other Name<\/td><td[^>]*><a /);
});

test('changed since the export, changed since the check', async () => {
  const id = sql(`SELECT id FROM member WHERE slug = 'luz'`);
  const line = exported('member').split('\r\n');
  const csv = `${line[0]}\r\n${line.find((text) => text.startsWith(`${id},`)).replace('Peña', 'Prado')}\r\n`;
  const page = await sent('member', csv);
  await press(page, { check: '1' });
  assert.deepEqual(counts((await staff.get(page)).text), [0, 1, 0, 0, 0]);
  assert.equal((await staff.post(`/en/admin/records/members/${id}`, { notes: 'edited meanwhile' })).status, 303);
  const late = await staff.post(page, { run: 'all' });
  assert.equal(late.status, 409);
  assert.match(late.text, /Nothing was written/);
  assert.match(late.text, /changed since/);
  assert.equal(sql(`SELECT surname1 FROM member WHERE id = ${id}`), 'Peña');
  const old = await sent('member', csv);
  await press(old, { check: '1' });
  assert.match((await staff.get(old)).text, /Version<\/td><td[^>]*>It was changed since it was exported/);
});

test('address cards become members', async () => {
  const card = (n, extra = '') => `BEGIN:VCARD\r\nVERSION:3.0\r\nN:Gómez;Iris ${n};;;\r\nFN:Iris ${n} Gómez\r\nEMAIL:iris${n}@example.org\r\nORG:Colegio de la\r\n  Frontera;Sociología\r\nADR:;;;Tijuana;;;México\r\n${extra}END:VCARD\r\n`;
  const page = await sent('member', card(1) + card(2, 'URL:not a site\r\n') + 'BEGIN:VCARD\r\nFN:No end', 'cards.vcf');
  const mapping = (await staff.get(page)).text;
  assert.deepEqual(chosen(mapping), ['display_name', 'surname1', 'given', 'affiliation', '', 'email', 'website', 'city', 'country']);
  const missing = await staff.post(page, { check: '1' });
  assert.equal(missing.status, 303);
  assert.deepEqual(counts((await staff.get(page)).text), [0, 0, 0, 0, 3], 'the kind of a member has no column');
});

test('what can be wrong with a file is said at once', async () => {
  const refused = [
    [null, /Choose a file/], ['', /Choose a file|file is empty/], ['a\0b\n1,2', /not a table of text/], ['\n\n', /must name the columns/],
    ['slug,kind\n', /no row below/], [`${'a,'.repeat(10000)}\n1\n`, /more than 200 columns/], ['BEGIN:VCARD\nEND:VCARD\n', /no address card/],
    [Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x41]), /not a table|must name|no row/],
  ];
  for (const [bytes, words] of refused) {
    const answer = await send('member', bytes);
    assert.equal(answer.status, 422, String(bytes).slice(0, 40));
    assert.match(answer.text, words);
    assert.match(answer.text, /value="member" selected/, 'what was chosen stays');
  }
  assert.equal((await send('nothing', 'a\n1\n')).status, 422);
  assert.doesNotMatch(server.log(), /level=error|bug=/);
});

test('guessed alphabets are said; huge cells, broken quotes and double columns do no harm', async () => {
  const latin = await sent('topic', Buffer.from('slug;label_en;label_es\nx;A\xf1o;A\xf1o\n', 'latin1'));
  assert.match((await staff.get(latin)).text, /it is read as Windows-1252[^]*Año/);
  const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('slug\tlabel_en\tlabel_es\r\ny\tAño\tAño\r\n', 'utf16le')]);
  const page = await sent('topic', wide);
  assert.match((await staff.get(page)).text, /Año/);
  await press(page, { check: '1' });
  assert.deepEqual(counts((await staff.get(page)).text), [1, 0, 0, 0, 0]);

  const huge = await sent('topic', `slug,label_en,label_es\nz,${'x'.repeat(10 << 20)},y\n`);
  assert.ok((await staff.get(huge)).text.length < 100000);
  await press(huge, { check: '1' });
  assert.match((await staff.get(huge)).text, /Use no more than 120 characters/);

  const quotes = await sent('topic', 'slug,label_en,label_es\na,A,A\nb,"B,B\nc,C,C\n');
  await press(quotes, { check: '1' });
  assert.match((await staff.get(quotes)).text, /A quotation mark is open/);
  assert.doesNotMatch((await staff.get(quotes)).text, /name="run"/);

  const double = await sent('topic', 'slug,label_en,label_en\na,A,B\n');
  assert.deepEqual(chosen((await staff.get(double)).text), ['slug', 'label_en', '']);
  const both = await staff.post(double, { check: '1', 'target.2': 'label_en' });
  assert.equal(both.status, 422);
  assert.match(both.text, /Two columns go to the same field/);
  assert.match(both.text, /name="target\.2">[^]*?value="label_en" selected/, 'what was chosen stays');
  assert.equal((await staff.post(double, { check: '1', 'target.0': '', 'target.1': '', 'target.2': '' })).status, 422);
  assert.equal((await staff.post(double, { check: '1', match: 'doi', 'target.0': 'id); DROP' })).status, 303);
});

test('the same header goes where it went the last time', async () => {
  const csv = 'aaa,bbb\nq,w\n';
  const page = await sent('topic', csv);
  assert.deepEqual(chosen((await staff.get(page)).text), ['', '']);
  await press(page, { check: '1', 'target.0': 'label_en', 'target.1': 'label_es' });
  assert.deepEqual(chosen((await staff.get(await sent('topic', csv))).text), ['label_en', 'label_es']);
  const back = await press(page, { again: '1' });
  assert.deepEqual(chosen((await staff.get(back)).text), ['label_en', 'label_es']);
  assert.equal(await press(page, { delete: '1' }), '/en/admin/imports');
  assert.equal((await staff.get(page)).status, 404);
});

test('links to rows further down are found; titles and words are understood', async () => {
  const page = await sent('topic', 'slug,Label (English),Label (Spanish),Parent\nchild,Child,Hijo,root\nroot,Root,Raíz,\n');
  const targets = chosen((await staff.get(page)).text);
  assert.ok(targets.includes('parent'), String(targets));
  await press(page, { check: '1' });
  assert.deepEqual(counts((await staff.get(page)).text), [2, 0, 0, 0, 0]);
  await press(page, { run: 'all' });
  const title = await sent('topic', 'slug,label_en,label_es,parent\nchild,Child,Hijo,RAIZ\n');
  await press(title, { check: '1' });
  assert.deepEqual(counts((await staff.get(title)).text), [0, 0, 1, 0, 0]);
});

test('who may not write a type may not import it; files go after a week, and with an erased address', async () => {
  const editor = await account('editor'), visitor = new Client(server.origin);
  assert.equal((await editor.get('/en/admin/imports')).status, 200);
  assert.doesNotMatch((await editor.get('/en/admin/imports')).text, /<option value="country"/);
  assert.equal((await send('country', 'slug\nx\n', 'x.csv', editor)).status, 403);
  const mine = await sent('country', 'slug,region_en\nmex,X\n');
  assert.equal((await editor.get(mine)).status, 403);
  assert.equal((await editor.get(`${mine}/rows`)).status, 403);
  assert.notEqual((await visitor.get(mine)).status, 200);
  assert.equal((await staff.get('/en/admin/imports/999999')).status, 404);

  const page = await sent('member', 'kind,given,email\nscholar,Secret Person,secret@example.org\n'), id = page.match(/\d+$/)[0];
  assert.equal(sql(`SELECT count(*) FROM job WHERE kind = 'import_purge' AND subject_id = ${id} AND run_at BETWEEN unixepoch() + 6 * 86400 AND unixepoch() + 8 * 86400`), '1');
  await press(page, { check: '1' });
  sql(`DELETE FROM import_email WHERE email = 'Secret@example.org'`);
  assert.equal(sql(`SELECT count(*) FROM import_file WHERE import_id = ${id}`), '0');
  assert.match((await staff.get(page)).text, /was deleted after 7 days/);
  assert.doesNotMatch((await staff.get(page)).text, /Secret Person/);
});
