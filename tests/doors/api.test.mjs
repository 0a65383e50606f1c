// The JSON API of the whole program through every door, all on one database at once: a token reaches it, reading and writing, ETags and
// their conditions, errors. The same requests give the same answers.
import assert from 'node:assert/strict';
import { chmodSync, existsSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { program, start } from '../http/server.mjs';
import * as servers from './servers.mjs';

servers.portsFrom(18170);
const kept = ['content-type', 'etag', 'location', 'cache-control', 'vary', 'allow', 'link', 'www-authenticate', 'access-control-allow-origin', 'x-content-type-options'];
const patch = { 'content-type': 'application/merge-patch+json' }, json = { 'content-type': 'application/json' };
const workshop = { title: { es: 'Taller', en: 'Workshop' }, kind: 'workshop', status: 'scheduled', mode: 'online', starts: '2030-03-01', city: 'First' };

// What may differ from door to door is left out: each has a record of its own, and Apache takes the type from what has no body.
const told = ({ status, headers }) => ({ status, ...Object.fromEntries(kept.filter((name) => headers[name] !== undefined && !(status === 304 && name === 'content-type'))
  .map((name) => [name, headers[name].replace(/"\d+\.[0-9a-f]{16}"/, '"ETAG"').replace(/workshop(-\d+)?$/, 'workshop')])) });

describe('the API through every door', { concurrency: false }, () => {
  const doors = {}, first = {}, daemons = [];
  let server, token, at;

  before(async () => {
    server = await start();
    const staff = await server.signedIn('chief@example.org', 'administrator');
    const day = new Date(Date.now() + 30 * 86400e3).toISOString().slice(0, 10);
    token = (await staff.post('/en/account/tokens', { name: 'doors', last_day: day, write: '1' })).text.match(/inmd_[\w-]{43}/)[0];
    // A web server that gave up root's rights runs the program by CGI, and opens its socket.
    chmodSync(server.folder, 0o777);
    for (const file of ['', '-wal', '-shm'].map((end) => server.db + end)) if (existsSync(file)) chmodSync(file, 0o666);
    const inmd = servers.carried(program), socket = path.join(servers.folder, 'inmd.sock'), tcp = servers.port();
    daemons.push(await servers.start('inmd-socket', inmd, ['fastcgi', '--socket', socket, '--db', server.db], socket));
    daemons.push(await servers.start('inmd-tcp', inmd, ['fastcgi', '--listen', `127.0.0.1:${tcp}`, '--db', server.db], tcp));
    chmodSync(socket, 0o666);
    doors.embedded = { at: Number(new URL(server.origin).port) };
    doors['nginx, kept connections'] = await servers.nginx('nginx-kept', `unix:${socket}`, true);
    doors['nginx, closed connections'] = await servers.nginx('nginx-closed', `127.0.0.1:${tcp}`, false);
    doors['Apache, mod_proxy_fcgi'] = await servers.apacheFastcgi(socket);
    doors['Apache, CGI'] = await servers.apacheCgi(inmd, { INMD_DB: server.db });
    doors['lighttpd starts it'] = await servers.lighttpd('lighttpd-spawn',
      `"bin-path" => "${inmd}", "socket" => "${servers.folder}/spawned.sock", "max-procs" => 1, "bin-environment" => ("INMD_DB" => "${server.db}")`);
    doors['lighttpd, socket'] = await servers.lighttpd('lighttpd-socket', `"socket" => "${socket}"`);
  });
  after(async () => {
    for (const daemon of daemons) {
      daemon.child.kill('SIGTERM');
      assert.deepEqual(await daemon.ended, { code: 0, signal: null });
    }
    await servers.stopAll();
    server.noBug();
    await server.stop();
  });

  // Asks one door, holds the answer to the status, and to what the first door said in this place.
  async function ask(name, title, status, method, url, { body, headers = {}, as = token } = {}) {
    const bytes = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await servers.ask(doors[name].at, { method, url, body: bytes,
      headers: { ...(as && { authorization: `Bearer ${as}` }), ...(bytes !== undefined && { 'content-length': Buffer.byteLength(bytes) }), ...headers } });
    const text = answer.body.toString();
    assert.equal(answer.status, status, `${title}: ${text}`);
    assert.deepEqual(told(answer), first[title] ??= told(answer), title);
    if (status >= 400 && method !== 'HEAD') {
      assert.equal(answer.headers['content-type'], 'application/problem+json', title);
      assert.equal(JSON.parse(text).status, status, title);
    }
    return { ...answer, json: text ? JSON.parse(text) : undefined };
  }

  for (const name of ['embedded', 'nginx, kept connections', 'nginx, closed connections', 'Apache, mod_proxy_fcgi', 'Apache, CGI', 'lighttpd starts it', 'lighttpd, socket']) {
    test(`${name}: reading, with a token and without`, async () => {
      const open = await ask(name, 'what there is', 200, 'GET', '/api', { as: null });
      assert.equal(open.headers['access-control-allow-origin'], '*');
      assert.ok(!open.json.types.some(({ type }) => type === 'registrant'), 'not for everybody');
      const whole = await ask(name, 'what there is for the staff', 200, 'GET', '/api');
      assert.ok(whole.json.types.some(({ type }) => type === 'registrant'), 'the token came through');
      const list = await ask(name, 'a list', 200, 'GET', '/api/topic?limit=2&sort=-title&lang=es');
      assert.equal(list.json.records.length, 2);
      assert.match(list.headers.link, /rel="next"/);
      const record = await ask(name, 'a record', 200, 'GET', '/api/topic/remittances', { as: null });
      assert.equal((await ask(name, 'the record again', 304, 'GET', '/api/topic/remittances', { as: null, headers: { 'if-none-match': record.headers.etag } })).body.length, 0);
      assert.equal((await ask(name, 'HEAD', 200, 'HEAD', '/api/topic/remittances', { as: null })).body.length, 0);
    });

    test(`${name}: writing, and writing against others`, async () => {
      const made = await ask(name, 'added', 201, 'POST', '/api/event', { body: { fields: workshop }, headers: json });
      at = made.headers.location;
      const change = (title, status, etag, fields) => ask(name, title, status, 'PATCH', at, { body: { fields }, headers: { ...patch, ...(etag && { 'if-match': etag }) } });
      await change('no condition', 428, null, { city: 'X' });
      const one = await change('changed', 200, made.headers.etag, { city: 'Zacatecas, «á»' });
      assert.equal(one.json.fields.city, 'Zacatecas, «á»');
      const both = await change('merged', 200, made.headers.etag, { venue: 'Hall' });
      assert.deepEqual([both.json.fields.city, both.json.fields.venue], ['Zacatecas, «á»', 'Hall']);
      const clash = await change('a clash', 409, made.headers.etag, { city: 'Elsewhere' });
      assert.deepEqual([clash.json.clashes[0].base, clash.json.clashes[0].theirs, clash.json.clashes[0].mine], ['First', 'Zacatecas, «á»', 'Elsewhere']);
      await change('a version that never was', 412, '"77.0123456789abcdef"', { city: 'X' });
      const wrong = await change('wrong values', 422, both.headers.etag, { starts: 'tomorrow', nonsense: 1 });
      assert.deepEqual(wrong.json.errors.map((error) => error.pointer).sort(), ['/fields/nonsense', '/fields/starts']);
      await ask(name, 'not deleted', 412, 'DELETE', at, { headers: { 'if-match': made.headers.etag } });
      await ask(name, 'deleted', 204, 'DELETE', at, { headers: { 'if-match': both.headers.etag } });
      await ask(name, 'gone', 404, 'GET', at);
    });

    test(`${name}: errors`, async () => {
      await ask(name, 'a token that is none', 401, 'GET', '/api/event', { as: 'inmd_wrong' });
      await ask(name, 'writing without a token', 401, 'POST', '/api/event', { as: null, body: { fields: workshop }, headers: json });
      const broken = await ask(name, 'no JSON', 400, 'POST', '/api/event', { body: '{"fields":\n {,}}', headers: json });
      assert.equal(broken.json.line, 2);
      await ask(name, 'another type', 415, 'POST', '/api/event', { body: 'a=b', headers: { 'content-type': 'text/plain' } });
      await ask(name, 'only JSON', 406, 'GET', '/api/event', { headers: { accept: 'text/html' } });
      await ask(name, 'a filter that is none', 400, 'GET', '/api/event?colour=red');
      const method = await ask(name, 'a method that it has not', 405, 'PUT', '/api/topic/remittances', { body: '{}', headers: json });
      assert.match(method.headers.allow, /PATCH/);
      const spanish = await ask(name, 'in Spanish', 404, 'GET', '/api/event/nothing', { headers: { 'accept-language': 'es' } });
      assert.match(spanish.json.title, /encontr/i);
    });
  }
});
