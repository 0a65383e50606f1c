// The same requests through every door give the same answers: the embedded server, nginx (kept and closed FastCGI
// connections), Apache (mod_proxy_fcgi, CGI), lighttpd (starting the program itself, and by socket).
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import zlib from 'node:zlib';
import * as servers from './servers.mjs';

const { ask } = servers;
const hash = (bytes) => createHash('sha256').update(bytes).digest('hex');
const big = Buffer.alloc(200_000, 'páginas ');
const multipart = Buffer.concat([
  Buffer.from('--b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\ntoken\r\n--b\r\nContent-Disposition: form-data; name="title"\r\n\r\nInformación\r\n' +
    '--b\r\nContent-Disposition: form-data; name="file"; filename="año.pdf"\r\nContent-Type: application/pdf\r\n\r\n'),
  big, Buffer.from('\r\n--b--\r\n'),
]);
const pageText = `<!doctype html><title>Página</title>${Array.from({ length: 400 }, (_, i) => `<p>Migración y desarrollo, párrafo ${i}</p>\n`).join('')}`;
const fileText = Array.from({ length: 20_000 }, (_, i) => `${String(i).padStart(9, '0')}\n`).join('');
const largeText = Array.from({ length: 300_000 }, (_, i) => `${String(i).padStart(9, '0')}\n`).join('');
const streamText = Array.from({ length: 40_000 }, (_, i) => `${String(i).padStart(9, '0')}\n`).join('');
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const kept = ['content-type', 'etag', 'location', 'cache-control', 'vary', 'allow', 'content-range', 'accept-ranges', 'content-encoding',
  'set-cookie', 'content-security-policy', 'x-content-type-options', 'referrer-policy', 'content-length'];

// body: text that it is, RegExp that it matches, or a function of the answer. own: some servers refuse it themselves, in their own words.
const requests = {
  'a page': { url: '/en/page', status: 200, body: pageText, type: 'text/html; charset=utf-8' },
  'the page again, from the cache': { url: '/en/page', status: 200, body: pageText },
  'its Spanish address': { url: '/es/pagina', status: 200, body: pageText },
  'HEAD of a page': { method: 'HEAD', url: '/en/page', status: 200, body: '' },
  'the page in gzip': { url: '/en/page', headers: { 'accept-encoding': 'gzip' }, status: 200, body: (a) => assert.equal(zlib.gunzipSync(a.body).toString(), pageText) },
  'the page in br': { url: '/en/page', headers: { 'accept-encoding': 'br, gzip' }, status: 200, body: (a) => assert.equal(zlib.brotliDecompressSync(a.body).toString(), pageText) },
  'nothing here': { url: '/en/nothing', status: 404, body: 'error 404\n' },
  'HEAD of nothing': { method: 'HEAD', url: '/en/nothing', status: 404, body: '' },
  'a method that the address has not': { method: 'DELETE', url: '/en/page', status: 405, body: 'error 405\n', allow: /GET/ },
  OPTIONS: { method: 'OPTIONS', url: '/en/echo', status: 204, body: '', allow: /POST/ },
  'a query': { url: '/en/echo?q=remesas%20y+g%C3%A9nero&q=2&empty=', status: 200, body: /^query q=remesas y género\nquery q=2\nquery empty=$/m },
  'an UTF-8 path': { url: '/es/nombre/Mar%C3%ADa%20Pe%C3%B1a', status: 200, body: /^param María Peña$/m },
  'a path with a percent sign': { url: '/en/named/100%25', status: 200, body: /^param 100%$/m },
  'a form': { method: 'POST', url: '/en/echo', headers: form, body_sent: 'csrf=token&name=Zacatecas+%C3%B1&name=2', status: 200, body: /^form name=Zacatecas ñ\nform name=2$/m },
  'a form without its token': { method: 'POST', url: '/en/echo', headers: form, body_sent: 'name=x', status: 403, body: 'error 403\n' },
  'a form that is malformed': { method: 'POST', url: '/en/echo', headers: form, body_sent: 'csrf=token&name=%zz', status: 400, body: 'error 400\n' },
  'a form in a type that we do not take': { method: 'POST', url: '/en/echo', headers: { 'content-type': 'text/x' }, body_sent: 'csrf=token', status: 415, body: 'error 415\n' },
  'an upload over 64 kB': { method: 'POST', url: '/upload', headers: { 'content-type': 'multipart/form-data; boundary=b' }, body_sent: multipart, status: 200,
    body: new RegExp(`^form title=Información\nfile file año.pdf ${big.length} ${hash(big)}$`, 'm') },
  'a chunked form': { method: 'POST', url: '/en/echo', headers: { ...form, 'transfer-encoding': 'chunked' }, body_sent: 'csrf=token&chunked=yes', status: 200, body: /^form chunked=yes$/m },
  'an upload over the limit': { method: 'POST', url: '/upload', headers: { 'content-type': 'multipart/form-data; boundary=b' }, body_sent: Buffer.alloc(5 << 20), status: 413, body: 'error 413\n', cut: true },
  'a body where none is taken': { method: 'POST', url: '/en/nothing', headers: form, body_sent: 'a=b', status: 404, body: 'error 404\n' },
  'signing in': { method: 'POST', url: '/sign-in', headers: form, body_sent: 'csrf=token', status: 303, body: '', location: '/en/echo?signed=in',
    cookies: ['session=s3cret; Path=/; HttpOnly; SameSite=Lax', 'second=2; Path=/; SameSite=Lax'] },
  'a cookie': { url: '/en/echo', headers: { cookie: 'other=1; session=s3cret' }, status: 200, body: /^session s3cret$/m },
  'a slow page': { url: '/slow?ms=20', status: 200, body: 'slow\n' },
  'a whole file': { url: '/file', status: 200, body: fileText, ranges: 'bytes' },
  'the middle of a file': { url: '/file', headers: { range: 'bytes=100-65999' }, status: 206, body: fileText.slice(100, 66_000), range: 'bytes 100-65999/200000' },
  'the end of a file': { url: '/file', headers: { range: 'bytes=-10' }, status: 206, body: '000019999\n', range: 'bytes 199990-199999/200000' },
  'a range beyond the file': { url: '/file', headers: { range: 'bytes=200000-' }, status: 416, range: 'bytes */200000' },
  'a range of another version': { url: '/file', headers: { range: 'bytes=0-9', 'if-range': '"file-0"' }, status: 200, body: fileText },
  'HEAD of a file': { method: 'HEAD', url: '/file', status: 200, body: '' },
  'three megabytes': { url: '/large', status: 200, body: largeText },
  'what is made while it is sent': { url: '/stream', status: 200, body: streamText, type: 'text/csv; charset=utf-8' },
  'the same without a thread of its own': { url: '/quick-stream', headers: { 'accept-encoding': 'br, gzip' }, status: 200,
    body: (a) => { assert.equal(a.headers['content-encoding'], 'gzip'); assert.equal(zlib.gunzipSync(a.body).toString(), streamText); } },
  'HEAD of it': { method: 'HEAD', url: '/stream', status: 200, body: '' },
  'a broken escape': { url: '/en/%zz', status: 400, own: true },
  'NUL in the path': { url: '/en/%00', status: [400, 404], own: true },
  'no UTF-8 in the path': { url: '/en/named/%FF', status: 400, own: true },
  'an address above the root': { url: '/../../etc/passwd', status: [400, 404], own: true },
  'an address that is too long': { url: `/en/echo?q=${'x'.repeat(8100)}`, status: 414, own: true },
};

function check(request, answer) {
  assert.ok([request.status].flat().includes(answer.status), `status ${answer.status}: ${answer.body.subarray(0, 200)}`);
  if (request.own) return;
  if (typeof request.body === 'string') assert.equal(answer.body.toString(), request.body);
  if (request.body instanceof RegExp) assert.match(answer.body.toString(), request.body);
  if (typeof request.body === 'function') request.body(answer);
  if (request.type) assert.equal(answer.headers['content-type'], request.type);
  if (request.allow) assert.match(answer.headers.allow, request.allow);
  if (request.location) assert.equal(answer.headers.location, request.location);
  if (request.cookies) assert.deepEqual(answer.headers['set-cookie'], request.cookies);
  if (request.range) assert.equal(answer.headers['content-range'], request.range);
  if (request.ranges) assert.equal(answer.headers['accept-ranges'], request.ranges);
  assert.equal(answer.headers['x-content-type-options'], 'nosniff');
}

const send = (at, request) => ask(at, { ...request, body: request.body_sent,
  headers: { ...request.headers, ...(request.body_sent && !request.headers['transfer-encoding'] ? { 'content-length': Buffer.byteLength(request.body_sent) } : {}) } });
const main = (answer) => Object.fromEntries(kept.filter((name) => answer.headers[name] !== undefined).map((name) => [name, answer.headers[name]]));

describe('every door', { concurrency: false }, () => {
  const doors = {};
  const daemons = [];
  let socket, tcp;
  before(async () => {
    socket = path.join(servers.folder, 'toy.sock');
    tcp = servers.port();
    daemons.push(await servers.start('fastcgi-socket', servers.binary, ['fastcgi', socket], socket));
    daemons.push(await servers.start('fastcgi-tcp', servers.binary, ['fastcgi', String(tcp)], tcp));
    daemons.push(doors.embedded = await servers.embedded());
    doors['nginx, kept connections'] = await servers.nginx('nginx-kept', `unix:${socket}`, true);
    doors['nginx, closed connections'] = await servers.nginx('nginx-closed', `127.0.0.1:${tcp}`, false);
    doors['Apache, mod_proxy_fcgi'] = await servers.apacheFastcgi(socket);
    doors['Apache, CGI'] = await servers.apacheCgi();
    doors['lighttpd starts it'] = await servers.lighttpd('lighttpd-spawn',
      `"bin-path" => "${servers.binary}", "socket" => "${servers.folder}/spawned.sock", "max-procs" => 1`);
    doors['lighttpd, socket'] = await servers.lighttpd('lighttpd-socket', `"socket" => "${socket}"`);
  });
  after(async () => {
    // The toy is built with sanitizers: a fault or a leak anywhere above is a status here.
    for (const daemon of daemons) {
      daemon.child.kill('SIGTERM');
      assert.deepEqual(await daemon.ended, { code: 0, signal: null });
    }
    await servers.stopAll();
  });

  const names = ['embedded', 'nginx, kept connections', 'nginx, closed connections', 'Apache, mod_proxy_fcgi', 'Apache, CGI', 'lighttpd starts it', 'lighttpd, socket'];
  const first = {};
  for (const name of names) {
    for (const [title, request] of Object.entries(requests)) {
      test(`${name}: ${title}`, async () => {
        let answer;
        try {
          answer = await send(doors[name].at, request);
        } catch (error) {
          if (request.cut && name !== 'embedded' && ['ECONNRESET', 'EPIPE'].includes(error.code)) return; // the web server's own way to refuse
          throw error;
        }
        check(request, answer);
        if (request.own) return;
        const same = main(answer);
        first[title] ??= same;
        const expected = { ...first[title] };
        // A server may leave the length out (HEAD, chunked), but never give another.
        if (!('content-length' in same)) delete expected['content-length'];
        if (!('content-length' in expected)) delete same['content-length'];
        // lighttpd makes ranges of whole answers by itself, and says so.
        if (!('accept-ranges' in expected)) delete same['accept-ranges'];
        assert.deepEqual(same, expected);
      });
    }
    test(`${name}: what cannot be made to its end is cut off, and no stream stays open`, async () => {
      // These pass on what came and call it the end: neither CGI nor FastCGI has a word for "and more is missing".
      const silent = ['nginx, closed connections', 'Apache, CGI', 'lighttpd starts it', 'lighttpd, socket'];
      const broken = await ask(doors[name].at, { url: '/stream?broken' }).catch(() => null);
      if (silent.includes(name)) assert.ok(!broken || broken.body.length < streamText.length);
      else assert.equal(broken, null);
      let open = '';
      for (let i = 0; i < 50 && open !== '0\n'; i++) { // the server may close it after we have read the end
        open = (await ask(doors[name].at, { url: '/streams' })).body.toString();
        if (open !== '0\n') await new Promise((resolve) => setTimeout(resolve, 50));
      }
      assert.equal(open, '0\n');
    });
    test(`${name}: conditional GET`, async () => {
      for (const [url, headers] of [['/en/page', {}], ['/en/page', { 'accept-encoding': 'gzip' }], ['/en/echo', {}]]) {
        const one = await ask(doors[name].at, { url, headers });
        const two = await ask(doors[name].at, { url, headers: { ...headers, 'if-none-match': one.headers.etag } });
        assert.equal(two.status, 304);
        assert.equal(two.body.length, 0);
        assert.equal(two.headers.etag, one.headers.etag);
        const other = await ask(doors[name].at, { url, headers: { ...headers, 'if-none-match': '"other"' } });
        assert.equal(other.status, 200);
      }
    });
    for (const url of ['/slow?ms=1500', '/asked?ms=1500&q=a', '/asked?ms=1500&a=1&b=2']) test(`${name}: a slow page does not hold up its neighbours: ${url}`, async () => {
      let slowEnded = false;
      const slow = Promise.all([1, 2].map(() => ask(doors[name].at, { url }))).then(() => { slowEnded = true; });
      for (let i = 0; i < 10; i++) assert.equal((await ask(doors[name].at, { url: '/en/page' })).status, 200);
      assert.equal(slowEnded, false);
      await slow;
    });
  }
});
