// The protocols below the doors, byte by byte: FastCGI records in odd orders, HTTP that is framed to deceive, the end.
import assert from 'node:assert/strict';
import net from 'node:net';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import * as servers from './servers.mjs';

const record = (type, id, content = Buffer.alloc(0)) => {
  const body = Buffer.from(content);
  const padding = -body.length & 7;
  return Buffer.concat([Buffer.from([1, type, id >> 8, id & 255, body.length >> 8, body.length & 255, padding, 0]), body, Buffer.alloc(padding)]);
};
const begin = (id, keep = 1, role = 1) => record(1, id, [0, role, keep, 0, 0, 0, 0, 0]);
const size = (n) => (n < 128 ? Buffer.from([n]) : Buffer.from([(n >> 24) | 128, (n >> 16) & 255, (n >> 8) & 255, n & 255]));
const pairs = (values) => Buffer.concat(Object.entries(values).map(([name, value]) => Buffer.concat([size(name.length), size(value.length), Buffer.from(name + value)])));
const params = (id, values) => Buffer.concat([record(4, id, pairs({ REQUEST_METHOD: 'GET', HTTP_HOST: 'localhost', REMOTE_ADDR: '127.0.0.1', ...values })), record(4, id)]);
const whole = (id, url, keep = 1) => Buffer.concat([begin(id, keep), params(id, { REQUEST_URI: url }), record(5, id)]);

// Reads records until UNTIL says enough or the connection ends.
function talk(at, pieces, until = () => false) {
  return new Promise((resolve, reject) => {
    const socket = typeof at === 'number' ? net.connect(at, '127.0.0.1') : net.connect(at);
    let bytes = Buffer.alloc(0);
    const records = [];
    const timer = setTimeout(() => { socket.destroy(); reject(new Error(`no end after ${JSON.stringify(records.map((r) => r.type))}`)); }, 5000);
    const end = (closed) => { clearTimeout(timer); socket.destroy(); resolve({ records, closed }); };
    socket.on('data', (data) => {
      bytes = Buffer.concat([bytes, data]);
      while (bytes.length >= 8 && bytes.length >= 8 + bytes.readUInt16BE(4) + bytes[6]) {
        const length = bytes.readUInt16BE(4);
        records.push({ type: bytes[1], id: bytes.readUInt16BE(2), content: bytes.subarray(8, 8 + length) });
        bytes = bytes.subarray(8 + length + bytes[6]);
      }
      if (until(records)) end(false);
    });
    socket.on('error', () => end(true));
    socket.on('close', () => end(true));
    (async () => {
      for (const piece of [pieces].flat()) {
        socket.write(piece);
        if (Array.isArray(pieces)) await new Promise((r) => setTimeout(r, 1));
      }
    })();
  });
}
const ends = (records) => records.filter((r) => r.type === 3);
const output = (records, id) => Buffer.concat(records.filter((r) => r.type === 6 && r.id === id).map((r) => r.content)).toString();
const ended = (count) => (records) => ends(records).length >= count;

function raw(port, text, { half = false } = {}) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    let answer = '';
    const timer = setTimeout(() => socket.destroy(), 3000);
    socket.on('data', (data) => { answer += data; });
    socket.on('close', () => { clearTimeout(timer); resolve(answer); });
    socket.on('error', () => {});
    socket.write(text);
    if (!half) return;
    socket.end();
  });
}

servers.portsFrom(18150);

describe('protocols', { concurrency: false }, () => {
  let at, fastcgi, server;
  before(async () => {
    at = path.join(servers.folder, 'protocol.sock');
    fastcgi = await servers.start('fastcgi', servers.binary, ['fastcgi', at], at);
    server = await servers.embedded();
  });
  after(servers.stopAll);

  test('FastCGI: one request, byte by byte', async () => {
    const bytes = whole(1, '/slow?ms=1');
    const { records } = await talk(at, Array.from(bytes, (byte) => Buffer.from([byte])), ended(1));
    assert.match(output(records, 1), /^Status: 200 OK\r\n[^]*\r\n\r\nslow\n$/);
  });
  test('FastCGI: requests one behind the other on one connection', async () => {
    const { records } = await talk(at, Buffer.concat([whole(1, '/slow?ms=30'), whole(2, '/en/page'), whole(1, '/en/nothing')]), ended(3));
    assert.deepEqual(ends(records).map((r) => [r.id, r.content[4]]), [[1, 0], [2, 0], [1, 0]]);
    assert.match(output(records, 2), /párrafo 399/);
    assert.match(output(records, 1), /Status: 404 Not Found/);
  });
  test('FastCGI: without keep the connection is closed after the answer', async () => {
    const { records, closed } = await talk(at, whole(1, '/en/page', 0));
    assert.equal(closed, true);
    assert.equal(ends(records).length, 1);
  });
  test('FastCGI: values are told, unknown kinds are named', async () => {
    const { records } = await talk(at, Buffer.concat([record(9, 0, pairs({ FCGI_MPXS_CONNS: '', FCGI_MAX_CONNS: '', OTHER: '' })), record(77, 0)]), (r) => r.length >= 2);
    assert.equal(records[0].type, 10);
    assert.match(records[0].content.toString('latin1'), /FCGI_MPXS_CONNS0/);
    assert.match(records[0].content.toString('latin1'), /FCGI_MAX_CONNS\d+/);
    assert.deepEqual([records[1].type, records[1].content[0]], [11, 77]);
  });
  test('FastCGI: a second request at the same time is refused, the first goes on', async () => {
    const { records } = await talk(at, Buffer.concat([begin(1), begin(2), params(1, { REQUEST_URI: '/slow?ms=1' }), record(5, 1)]), ended(2));
    assert.deepEqual(ends(records).map((r) => [r.id, r.content[4]]), [[2, 1], [1, 0]]);
  });
  test('FastCGI: an aborted request is ended, the next is served', async () => {
    const { records } = await talk(at, Buffer.concat([begin(1), params(1, { REQUEST_URI: '/en/page' }), record(2, 1), whole(1, '/slow?ms=1')]), ended(2));
    assert.match(output(records, 1), /^Status: 200 OK\r\n[^]*slow\n$/);
  });
  test('FastCGI: only responders', async () => {
    const { records } = await talk(at, begin(1, 1, 2), ended(1));
    assert.equal(records[0].content[4], 3);
  });
  test('FastCGI: lengths that lie, other versions and endless parameters end the connection or the request', async () => {
    assert.equal((await talk(at, Buffer.concat([begin(1), record(4, 1, [200, 0, 0, 1]), record(4, 1)]))).closed, true);
    assert.equal((await talk(at, Buffer.from('GET / HTTP/1.1\r\n\r\n'))).closed, true);
    const { records } = await talk(at, Buffer.concat([begin(1), ...Array.from({ length: 5 }, () => record(4, 1, Buffer.alloc(40000)))]), ended(1));
    assert.equal(records[0].content[4], 2);
  });
  test('FastCGI: a body shorter than it says is refused', async () => {
    const { records } = await talk(at, Buffer.concat([begin(1), params(1, { REQUEST_METHOD: 'POST', REQUEST_URI: '/en/echo', CONTENT_LENGTH: '20', CONTENT_TYPE: 'application/x-www-form-urlencoded' }),
      record(5, 1, 'csrf=token'), record(5, 1)]), ended(1));
    assert.match(output(records, 1), /^Status: 400/);
  });
  test('FastCGI: someone who leaves while a slow page is made', async () => {
    await talk(at, whole(1, '/slow?ms=100'), () => true).catch(() => {});
    const socket = net.connect(at);
    socket.write(whole(1, '/slow?ms=100'));
    await new Promise((r) => setTimeout(r, 20));
    socket.destroy();
    await new Promise((r) => setTimeout(r, 200));
    const { records } = await talk(at, whole(1, '/en/page'), ended(1));
    assert.match(output(records, 1), /párrafo/);
  });

  const status = (answer) => Number(answer.slice(9, 12));
  test('HTTP: two ways to say where the body ends are refused, and the connection closed', async () => {
    const answer = await raw(server.at, 'POST /en/echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n');
    assert.equal(status(answer), 400);
    assert.equal(answer.match(/HTTP\/1\.1/g).length, 1);
  });
  test('HTTP: Host must be there, once, and look like one', async () => {
    for (const host of ['', 'Host: a b\r\n', 'Host: <script>\r\n', 'Host: one\r\nHost: two\r\n', 'Host: \r\n'])
      assert.equal(status(await raw(server.at, `GET /en/page HTTP/1.1\r\n${host}Connection: close\r\n\r\n`)), 400, host);
  });
  test('HTTP: two lengths, a length that is none', async () => {
    for (const length of ['Content-Length: 3\r\nContent-Length: 4\r\n', 'Content-Length: x\r\n', 'Content-Length: -1\r\n'])
      assert.equal(status(await raw(server.at, `POST /en/echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${length}\r\nabcd`)), 400, length);
  });
  test('HTTP: who asks first hears 413 before sending', async () => {
    const answer = await raw(server.at, 'POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 99000000\r\nExpect: 100-continue\r\n\r\n');
    assert.equal(status(answer), 413);
  });
  test('HTTP: headers without end are refused', async () => {
    const answer = await raw(server.at, `GET /en/page HTTP/1.1\r\nHost: a\r\n${`X: ${'y'.repeat(1000)}\r\n`.repeat(60)}\r\n`);
    assert.ok([400, 413, 431].includes(status(answer)), answer.slice(0, 100));
  });
  test('HTTP: absolute address, HTTP/1.0, requests one behind the other', async () => {
    assert.equal(status(await raw(server.at, 'GET http://localhost/en/page HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')), 200);
    assert.equal(status(await raw(server.at, 'GET /en/page HTTP/1.0\r\nHost: localhost\r\n\r\n')), 200);
    const both = await raw(server.at, 'GET /slow?ms=20 HTTP/1.1\r\nHost: a\r\n\r\nGET /en/nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    assert.match(both, /slow\n[^]*404/);
  });
  test('HTTP: a connection is kept after pages, refusals and files', async () => {
    const urls = ['/en/page', '/en/page', '/en/nothing', '/file', '/slow?ms=1', '/en/page'];
    const answers = await raw(server.at, urls.map((url, i) => `GET ${url} HTTP/1.1\r\nHost: a\r\n${i === urls.length - 1 ? 'Connection: close\r\n' : ''}\r\n`).join(''));
    assert.deepEqual(answers.match(/HTTP\/1\.1 \d+/g).map(status), [200, 200, 404, 200, 200, 200]);
  });
  test('a second server on the same port does not open', async () => {
    await assert.rejects(servers.start('second', servers.binary, ['serve', String(server.at), ], 18199), /cannot listen/);
  });

  test('SIGTERM: what has begun is answered, then the program ends by itself, in time', async () => {
    const began = Date.now();
    const http = raw(server.at, 'GET /slow?ms=900 HTTP/1.1\r\nHost: a\r\n\r\n');
    const records = talk(at, whole(1, '/slow?ms=900'));
    const idle = net.connect(server.at, '127.0.0.1');
    idle.on('error', () => {});
    await new Promise((r) => setTimeout(r, 200));
    server.child.kill('SIGTERM');
    fastcgi.child.kill('SIGTERM');
    assert.match(await http, /^HTTP\/1\.1 200[^]*Connection: close[^]*slow\n$/i);
    assert.match(output((await records).records, 1), /slow\n$/);
    assert.deepEqual(await server.ended, { code: 0, signal: null });
    assert.deepEqual(await fastcgi.ended, { code: 0, signal: null });
    assert.ok(Date.now() - began < 4000);
    idle.destroy();
  });
});
