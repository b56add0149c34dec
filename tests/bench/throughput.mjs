// Probes a second through a relay in production mode, beside the same probes by a bare Asio client; 16 and 200 at once:
//
//   node tests/bench/throughput.mjs [--count 3000] [--runs 5]        at most 3900: a session makes at most 1000 probes
//
// Both take turns, so that what else the machine does meets both. The relay's bounds and budgets are raised; all else is as it always is. The mail server
// plays its part from memory; before it answers a ClientHello it computes for as long as `openssl speed` says that a signature by RSA with 2,048 bits and an
// agreement by X25519 take here, which no real server is spared. Without that, which is measured too, two processors are shared by three programs instead of
// two, and what they share is the yardstick above all. Exits with 1 if the ratio with a server's work is below the goal. Needs root, and of the build:
// bare_client, bare_server, mailglass-relay.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { clientHello } from '../production/client_hello.mjs';
import { programs } from '../production/relay.mjs';
import { makeWorld, median } from '../production/world.mjs';

const GOAL = 0.7;
/** The relay's own bounds are 100 connections at once to one address, so there are several, in several networks. */
const ADDRESSES = Array.from({ length: 8 }, (_, i) => `45.45.${90 + i}.25`);
const { values } = parseArgs({ options: { count: { type: 'string', default: '3000' }, runs: { type: 'string', default: '5' } } });

/** A TLS 1.2 server's answer to a ClientHello, up to its ServerHelloDone: the captured bytes before the ChangeCipherSpec. */
function flight() {
  const file = fileURLToPath(new URL('../unit/data/tls/tls12-rsa.server.hex', import.meta.url));
  const bytes = Buffer.from(readFileSync(file, 'utf8').replace(/\s/g, ''), 'hex');
  let end = 0;
  while (bytes[end] === 22) {
    const message = bytes[end + 5];
    end += 5 + bytes.readUInt16BE(end + 3);
    if (message === 14) break;
  }
  return bytes.subarray(0, end);
}

const run = (command, args) => new Promise((done, failed) => {
  execFile(command, args, (error, stdout, stderr) => (error ? failed(new Error(`${stderr || error.message}`)) : done(Number(stdout))));
});

const world = await makeWorld({ mail: false });
const { domain, host } = world.domain('bench.com', ADDRESSES);
const hello = clientHello(host, { tls13: false });
const answer = flight();
/** Microseconds of what a server computes for a handshake with ECDHE and RSA, by OpenSSL's own word. */
function handshakeWork() {
  const said = execFileSync('openssl', ['speed', '-mr', '-seconds', '1', 'rsa2048', 'ecdhx25519'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const rsa = said.match(/^\+F2:\d+:2048:([\d.]+):/m), x25519 = said.match(/^\+F5:\d+:253:([\d.]+):/m);
  if (!rsa || !x25519) throw new Error(`openssl speed says ${said}`);
  return Math.round((1 / Number(rsa[1]) + 1 / Number(x25519[1])) * 1e6);  // both are told as times a second
}

async function mailServer(workUs) {
  const server = spawn(join(programs, 'tests/bench/bare_server'), ['0.0.0.0', String(hello.length), answer.toString('hex'), String(workUs)], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((done, failed) => { server.stdout.once('data', done); server.once('exit', () => failed(new Error('the mail server ended'))); });
  return server;
}

let missed = 0;
const raised = {
  limits: { connections: 1000, per_address: 200 },
  budget: { sessions: 1000, sessions_per_client_minute: 10000, target_connections: 100, target_spacing_ms: 0, target_burst: 10000, target_per_minute: 60000,
    network_burst: 100000, network_per_minute: 600000, connections_burst: 1000000, connections_per_minute: 6000000, messages_burst: 1000000 },
};
try {
  const work = handshakeWork();
  await world.with({ settings: raised }, async (relay) => {
    for (const workUs of [work, 0]) {
      const server = await mailServer(workUs);
      for (const atOnce of [16, 200]) {
        const common = [ADDRESSES.join(), values.count, String(atOnce), hello.toString('hex'), String(answer.length)];
        const direct = [], through = [];
        for (let i = 0; i < Number(values.runs); i++) {
          direct.push(await run(join(programs, 'tests/bench/bare_client'), ['direct', ...common]));
          through.push(await run(join(programs, 'tests/bench/bare_client'), ['relay', ...common, '45.45.1.1', String(relay.port), domain, host]));
        }
        const ratio = median(through) / median(direct);
        const judged = workUs > 0;
        if (judged && ratio < GOAL) missed++;
        const mark = judged ? (ratio < GOAL ? '✘ ' : '✔ ') : '  ';
        console.log(`${mark}${atOnce} at once, a server that computes ${workUs} µs: ${median(through).toFixed(0)} probes a second through the relay, ${median(direct).toFixed(0)} by the bare client: ${ratio.toFixed(2)}${judged ? ` (goal ${GOAL})` : ''}`);
      }
      await new Promise((ended) => { server.once('exit', ended); server.kill(); });
    }
  });
} finally {
  await world.stop();
}
process.exit(missed ? 1 : 0);
