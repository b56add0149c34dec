// The domains' MTA-STS policies: their host, and a real postfix-mta-sts-resolver that asks it on behalf of a Postfix.
import { createServer } from 'node:https';
import { connect } from 'node:net';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawn } from 'node:child_process';

import { pause } from '../../production/world.mjs';
import { POLICY_HOST } from './world.mjs';

/** `block(domains)`: from now on nobody gets these. */
export async function startPolicyHost(domains, { key, cert }) {
  const texts = new Map(domains.filter(({ text }) => text).map(({ name, text }) => [`mta-sts.${name}`, text]));
  const blocked = new Set(), asked = [];
  const server = createServer({ key, cert }, (request, response) => {
    const host = request.headers.host?.split(':')[0];
    asked.push(host);
    if (blocked.has(host) || !texts.has(host)) { request.socket.destroy(); return; }
    response.writeHead(200, { 'content-type': 'text/plain' }).end(texts.get(host));
  });
  server.keepAliveTimeout = 1;
  await new Promise((resolve, reject) => server.once('error', reject).listen(443, POLICY_HOST, resolve));
  return { asked, block: (names) => { for (const name of names) blocked.add(`mta-sts.${name}`); }, stop: () => server.close() };
}

const PORT = 8461;
export const MAP = `socketmap:inet:127.0.0.1:${PORT}:postfix`;

/** Asks the resolver as Postfix does; returns its answer. */
function ask(domain) {
  return new Promise((resolve, reject) => {
    const socket = connect(PORT, '127.0.0.1');
    const text = `postfix ${domain}`;
    let answer = '';
    socket.on('error', reject);
    socket.on('data', (data) => {
      answer += data;
      const [, length, rest] = /^(\d+):([^]*)$/.exec(answer) ?? [];
      if (length && rest.length > Number(length)) { socket.destroy(); resolve(rest.slice(0, Number(length))); }
    });
    socket.write(`${text.length}:${text},`);
  });
}

/** It keeps what it got before for as long as the policy says, and asks again each time. */
export async function startStsResolver(folder, root) {
  mkdirSync(folder, { recursive: true });
  const conf = join(folder, 'resolver.yml'), log = join(folder, 'log');
  writeFileSync(conf, `host: 127.0.0.1
port: ${PORT}
cache_grace: 0
shutdown_timeout: 1
cache:
  type: internal
  options:
    cache_size: 10000
default_zone:
  strict_testing: false
  timeout: 4
`);
  const daemon = spawn('mta-sts-daemon', ['-c', conf, '-l', log], { stdio: 'ignore', env: { ...process.env, SSL_CERT_FILE: root } });
  for (let i = 0; i < 100; ++i) {
    try { await ask('open.com'); break; } catch { await pause(100); }
  }
  return { ask, log: () => (existsSync(log) ? readFileSync(log, 'utf8') : ''), stop: () => daemon.kill('SIGTERM') };
}
