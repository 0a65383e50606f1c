// Translators: texts side by side, what is behind and why, languages that are published apart.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Client, hidden, start } from './server.mjs';

let server, staff, visitor;
before(async () => {
  server = await start();
  staff = new Client(server.origin);
  await staff.signIn(server.firstLink());
  visitor = new Client(server.origin);
});
after(() => server.stop());

const sql = (text) => server.sql(text);
const page = (path) => visitor.get(path).then((answer) => answer.text);
async function published(type, fields) {
  const made = await staff.post(`/en/admin/records/${type}/new`, { ...fields, publish: '1' });
  assert.equal(made.status, 303, made.text);
  return made.headers.get('location');
}
const desk = (edit, to) => `${edit.replace('/records/', '/translations/')}?to=${to}`;
const behind = (table, edit, lang) => sql(`SELECT ifnull(behind_since, 0) > 0 FROM ${table}_text WHERE ${table}_id = ${edit.split('/').at(-1)} AND lang = '${lang}'`);
const news = { 'title.en': 'A bridge', 'title.es': 'Un puente', 'body.en': 'It was built in 1910. It is closed now. People cross it every day.', 'body.es': 'Se construyó en 1910. Está cerrado. La gente lo cruza a diario.', published_on: '2026-01-01' };

test('what changed in the original since is marked, and translating catches up without leaving the original behind', async () => {
  const edit = await published('news', news);
  assert.equal(behind('post', edit, 'es'), '0');
  await new Promise((resolve) => setTimeout(resolve, 1100)); // instants are whole seconds
  assert.equal((await staff.post(edit, { 'body.en': news['body.en'].replace('closed', 'open') })).status, 303);
  assert.equal(behind('post', edit, 'es'), '1');
  assert.match((await staff.get(edit)).text, /behind since/);
  const form = (await staff.get(desk(edit, 'es'))).text;
  assert.match(form, /It was built in 1910\. <del>It is closed now\. <\/del><ins>It is open now\. <\/ins>People cross it/);
  assert.match(form, /<div class="changed" lang="en">/);
  assert.doesNotMatch(form, /name="title\.en"|name="published_on"|name="slug"/, 'only the texts of the language');
  const queue = (await staff.get('/en/admin/translations')).text;
  assert.match(queue, /behind since[^]*A bridge/);
  assert.equal((await staff.post(desk(edit, 'es'), { 'body.es': 'Se construyó en 1910. Está abierto. La gente lo cruza a diario.' })).status, 303);
  assert.equal(behind('post', edit, 'es'), '0');
  assert.equal(behind('post', edit, 'en'), '0', 'a translation leaves nothing behind');
  assert.match(await page('/es/noticias/un-puente'), /Está abierto/);
  assert.equal((await staff.post(desk(edit, 'es'), { 'title.es': 'El puente' })).status, 303);
  assert.equal(behind('post', edit, 'en'), '0', 'nor does a second touch of it');
  assert.equal((await staff.post(edit, { 'title.es': 'El gran puente' })).status, 303);
  assert.equal(behind('post', edit, 'en'), '1', 'a change in the ordinary form does');
});

test('a minor change is dismissed, and that can be undone', async () => {
  const edit = await published('news', { ...news, 'title.en': 'A minor matter', slug: 'minor-matter' });
  await staff.post(edit, { 'title.en': 'A minor matter.' });
  assert.equal(behind('post', edit, 'es'), '1');
  const answer = await staff.post(edit, { minor: '1' }, desk(edit, 'es'));
  assert.equal(answer.status, 303);
  assert.equal(behind('post', edit, 'es'), '0');
  const undo = (await staff.get(answer.headers.get('location'))).text.match(/action="(\/en\/admin\/changes\/\d+)"/)[1];
  assert.equal((await staff.post('/en/account', {}, undo)).status, 303);
  assert.equal(behind('post', edit, 'es'), '1');
});

test('a translation is kept apart until it is published, everywhere', async () => {
  const types = {
    news: ['post', { 'title.en': 'Zqnews in English', published_on: '2026-01-01', slug: 'zqnews' }, { 'title.es': 'Zqnoticia secreta' }, ['/es/noticias/zqnews', '/es/noticias', '/es', '/es/noticias.atom']],
    events: ['event', { 'title.en': 'Zqevent in English', kind: 'seminar', status: 'scheduled', mode: 'onsite', starts: '2027-07-01T10:00', zone: 'America/Mexico_City', slug: 'zqevent' }, { 'title.es': 'Zqevento secreto' }, ['/es/eventos/zqevent', '/es/eventos', '/es/eventos.ics', '/es/eventos/mes/2027-07']],
    publications: ['publication', { 'title.en': 'Zqbook in English', kind: 'book', year: '2026', slug: 'zqbook' }, { 'title.es': 'Zqlibro secreto' }, ['/es/publicaciones/zqbook', '/es/publicaciones', '/es/publicaciones/zqbook/cita/bibtex']],
    pages: ['page', { 'title.en': 'Zqpage in English', 'path.en': 'zqpage', slug: 'zqpage' }, { 'title.es': 'Zqpagina secreta', 'path.es': 'zqpagina' }, ['/es/paginas/zqpagina', '/es/paginas/zqpage', '/en/pages/zqpage']],
    processes: ['process', { 'title.en': 'Zqprocess in English', series: 'gfmd', slug: 'zqprocess' }, { 'title.es': 'Zqproceso secreto' }, ['/es/procesos/zqprocess', '/es/procesos']],
  };
  for (const [type, [table, fields, texts, paths]] of Object.entries(types)) {
    const edit = await published(type, fields);
    assert.match((await staff.get('/en/admin/translations?to=es')).text, /missing[^]*in English/);
    const kept = await staff.post(desk(edit, 'es'), { ...texts, apart: '1' });
    assert.equal(kept.status, 303, `${type}: ${kept.text.match(/class="error"[^]*?<\/p>/)}`);
    assert.equal(sql(`SELECT state FROM ${table}_text WHERE lang = 'es' AND ${table}_id = ${edit.split('/').at(-1)}`), 'draft', type);
    for (const path of [...paths, '/es/buscar?q=zq*', '/es/buscar?q=secreto', '/sitemap.xml'])
      assert.doesNotMatch((await page(path)).replace(/value="[^"]*"/g, ''), /Zq\w+ secret[oa]/, `${type} ${path}`);
    assert.match((await staff.get(desk(edit, 'es'))).text, /not public yet/);
    assert.match((await staff.get('/en/admin/translations')).text, new RegExp(`not public yet[^]*${fields['title.en']}|not public yet[^]*${texts['title.es']}`));
    assert.equal((await staff.post(desk(edit, 'es'), { publish: '1' })).status, 303);
    assert.match((await page(paths[0])), /Zq\w+ secret[oa]/, type);
    assert.equal((await staff.post(edit, { hide: '1' }, desk(edit, 'es'))).status, 303);
    assert.doesNotMatch((await page(paths[0])), /Zq\w+ secret[oa]/, type);
  }
});

test('languages are published together by a draft', async () => {
  const edit = await published('news', { ...news, slug: 'together' });
  await staff.post(edit, { 'title.en': 'A new bridge', draft: '1' });
  const form = (await staff.get(desk(edit, 'es'))).text;
  assert.match(form, /There is a draft over this record/);
  assert.match(form, /<del>A bridge<\/del><ins>A new bridge<\/ins>/);
  assert.equal((await staff.post(desk(edit, 'es'), { 'title.es': 'Un puente nuevo', draft: '1' })).status, 303);
  assert.doesNotMatch(await page('/es/noticias/together'), /Un puente nuevo/);
  assert.equal((await staff.post(edit, {})).status, 303);
  assert.match(await page('/es/noticias/together'), /Un puente nuevo/);
  assert.match(await page('/en/news/together'), /A new bridge/);
  assert.equal(behind('post', edit, 'en') + behind('post', edit, 'es'), '00');
});

test('who may write one language alone has its desk alone', async () => {
  const edit = await published('news', { ...news, slug: 'one-language' });
  const translator = await server.signedIn('translator@example.org', 'editor');
  const id = sql("SELECT id FROM account WHERE email = 'translator@example.org'");
  const role = sql("INSERT INTO staff_role (key) VALUES ('spanish') RETURNING id");
  sql(`DELETE FROM account_role WHERE account_id = ${id}; INSERT INTO account_role VALUES (${id}, ${role}); INSERT INTO staff_grant (role_id, area, action, lang) VALUES (${role}, 'post', 'read', ''), (${role}, 'post', 'write', 'es')`);
  assert.equal((await translator.get(desk(edit, 'en'))).status, 403);
  assert.equal((await translator.ask(desk(edit, 'en'), { method: 'POST', body: hidden((await translator.get(desk(edit, 'es'))).text) })).status, 403);
  assert.equal((await translator.get(desk(edit, 'es'))).status, 200);
  assert.doesNotMatch((await translator.get('/en/admin/translations')).text, /type=events/);
  assert.equal((await translator.post(desk(edit, 'es'), { 'title.es': 'Sin permiso de publicar' })).status, 303);
  assert.doesNotMatch(await page('/es/noticias/one-language'), /Sin permiso/, 'without the right to publish it waits as a draft');
  assert.match((await staff.get(edit)).text, /editing a draft[^]*Sin permiso de publicar/);
  const body = hidden((await translator.get(desk(edit, 'es'))).text);
  body.set('publish', '1');
  assert.equal((await translator.ask(desk(edit, 'es'), { method: 'POST', body })).status, 403);
});

test('the history says when a language went off the site', async () => {
  const edit = await published('news', { ...news, slug: 'off-the-site' });
  assert.equal((await staff.post(edit, { hide: '1' }, desk(edit, 'es'))).status, 303);
  const history = (await staff.get(`${edit}/history`)).text;
  assert.match(history, /language taken off the site[^]*This language \(es\)<\/dt><dd[^>]*>\s*<del class="changed">on the site<\/del>\s*<ins class="changed">kept off the site<\/ins>/);
});

test('what is not public yet, or has no page of texts, is simply saved', async () => {
  const made = await staff.post('/en/admin/records/news/new', { ...news, slug: 'a-draft-record', draft: '1' });
  const edit = made.headers.get('location');
  assert.doesNotMatch((await staff.get(desk(edit, 'es'))).text, /name="publish"|name="apart"|name="draft"|name="hide"/);
  assert.equal((await staff.post(desk(edit, 'es'), { 'title.es': 'Guardado' })).status, 303);
  assert.equal(sql(`SELECT title || state FROM post_text WHERE lang = 'es' AND post_id = ${edit.split('/').at(-1)}`), 'Guardadopublished');
  const topic = await published('topics', { 'label.en': 'Zqtopic' });
  assert.doesNotMatch((await staff.get(desk(topic, 'es'))).text, /name="publish"|name="apart"|name="hide"/);
  assert.equal((await staff.post(desk(topic, 'es'), { 'label.es': 'Zqtema' })).status, 303);
  assert.equal(sql("SELECT state FROM topic_text WHERE label = 'Zqtema'"), 'published');
});
