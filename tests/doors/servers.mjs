// Starts a program (the toy site, unless it is told otherwise) behind each kind of door, on loopback, in a temporary folder of its own.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

export const TOY = process.env.TOY ?? path.resolve('build/toy');
const running = [];
let nextPort = 18100;
// Files of tests run at the same time: each has its own ports.
export const portsFrom = (first) => { nextPort = first; };

export const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'doors-'));
fs.chmodSync(folder, 0o755);
// A web server that gave up root's rights must reach the program.
export function carried(program) {
  const copy = path.join(folder, path.basename(program));
  fs.copyFileSync(program, copy);
  fs.chmodSync(copy, 0o755);
  return copy;
}
export const binary = carried(TOY);
export const port = () => nextPort++;

export function ask(at, { method = 'GET', url, headers = {}, body }) {
  return new Promise((resolve, reject) => {
    const sent = http.request({ host: '127.0.0.1', port: at, method, path: url, headers: { host: 'localhost', ...headers }, agent: false }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function answers(at) {
  return new Promise((resolve) => {
    const socket = typeof at === 'number' ? net.connect(at, '127.0.0.1') : net.connect(at);
    socket.on('connect', () => { socket.destroy(); resolve(true); });
    socket.on('error', () => resolve(false));
  });
}

export async function start(name, command, args, at, options = {}) {
  const log = fs.openSync(path.join(folder, `${name}.log`), 'a');
  const child = spawn(command, args, { stdio: ['ignore', log, log], ...options });
  const ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve({ code, signal })));
  running.push({ child, ended });
  let over = false;
  ended.then(() => { over = true; });
  for (let i = 0; i < 200; i++) {
    if (over) break;
    if (await answers(at)) return { child, ended };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${name} does not open ${at}:\n${fs.readFileSync(path.join(folder, `${name}.log`), 'utf8')}`);
}

export async function stopAll() {
  for (const { child, ended } of running.reverse()) {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await ended;
  }
  fs.rmSync(folder, { recursive: true, force: true });
}

function write(name, text) {
  const file = path.join(folder, name);
  fs.writeFileSync(file, text);
  return file;
}

const fastcgiParams = [
  'QUERY_STRING $query_string', 'REQUEST_METHOD $request_method', 'CONTENT_TYPE $content_type',
  'CONTENT_LENGTH $content_length', 'REQUEST_URI $request_uri', 'SERVER_PROTOCOL $server_protocol',
  'HTTPS $https if_not_empty', 'REMOTE_ADDR $remote_addr',
].map((line) => `fastcgi_param ${line};`).join('\n');

export async function embedded() {
  const at = port();
  return { at, ...(await start('embedded', binary, ['serve', String(at)], at)) };
}

export async function nginx(name, upstream, keep) {
  const at = port();
  const file = write(`${name}.conf`, `
    daemon off; ${process.getuid() === 0 ? 'user root;' : ''} worker_processes 2; pid ${folder}/${name}.pid; error_log stderr error;
    events { worker_connections 256; }
    http {
      access_log off; client_max_body_size 50m;
      client_body_temp_path ${folder}/${name}-body; fastcgi_temp_path ${folder}/${name}-fastcgi;
      proxy_temp_path ${folder}/${name}-proxy; uwsgi_temp_path ${folder}/${name}-uwsgi; scgi_temp_path ${folder}/${name}-scgi;
      upstream toy { server ${upstream}; ${keep ? 'keepalive 8;' : ''} }
      server { listen 127.0.0.1:${at};
        location / { fastcgi_pass toy; fastcgi_keep_conn ${keep ? 'on' : 'off'}; ${fastcgiParams} } }
    }`);
  return { at, ...(await start(name, 'nginx', ['-e', 'stderr', '-c', file], at)) };
}

const apacheCommon = (name, at, modules) => `
  ServerRoot ${folder}
  Listen 127.0.0.1:${at}
  ServerName localhost
  PidFile ${folder}/${name}.pid
  ErrorLog ${folder}/${name}.error
  LogLevel warn
  ${['mpm_event', 'authz_core', ...modules].map((m) => `LoadModule ${m}_module /usr/lib/apache2/modules/mod_${m}.so`).join('\n')}
  ${process.getuid() === 0 ? 'User www-data\nGroup www-data' : ''}
  <Directory />
    Require all granted
  </Directory>
  DocumentRoot ${folder}
  <Location "/api">
    CGIPassAuth On
  </Location>
`;

export async function apacheFastcgi(socket) {
  const at = port();
  const file = write('apache-fastcgi.conf', `${apacheCommon('apache-fastcgi', at, ['proxy', 'proxy_fcgi'])}
    ProxyPass "/" "unix:${socket}|fcgi://localhost/" enablereuse=on`);
  return { at, ...(await start('apache-fastcgi', 'apache2', ['-D', 'FOREGROUND', '-f', file], at)) };
}

export async function apacheCgi(program = binary, variables = {}) {
  const at = port();
  const file = write('apache-cgi.conf', `${apacheCommon('apache-cgi', at, ['alias', 'cgid', 'env'])}
    ScriptSock ${folder}/cgid.sock
    ${Object.entries(variables).map(([name, value]) => `SetEnv ${name} "${value}"`).join('\n')}
    ScriptAlias "/" "${program}/"`);
  return { at, ...(await start('apache-cgi', 'apache2', ['-D', 'FOREGROUND', '-f', file], at)) };
}

export async function lighttpd(name, how) {
  const at = port();
  const file = write(`${name}.conf`, `
    server.modules = ("mod_fastcgi")
    server.port = ${at}
    server.bind = "127.0.0.1"
    server.document-root = "${folder}"
    server.errorlog = "${folder}/${name}.error"
    server.upload-dirs = ("${folder}")
    fastcgi.server = ("/" => ((${how}, "check-local" => "disable", "fix-root-scriptname" => "enable")))`);
  return { at, ...(await start(name, 'lighttpd', ['-D', '-f', file], at)) };
}
