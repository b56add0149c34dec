// Hostile clients of one relay, in a process of their own so that the visitor's time is the relay's. Spoken to by its parent:
//   { begin: { port, groups: { silent, dead, held, flood, networks } } }    how many clients of each kind
// says { counts } all the time, and ends when it is told to, or when its parent goes.
import { connect } from 'node:net';

import { clientHello } from './client_hello.mjs';
import { Page } from './page.mjs';
import { textFrame } from './websocket.mjs';

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const counts = { silent: 0, lookups: 0, probes: 0, messages: 0, sessions: 0, refused: 0 };
let port;

async function page(local, host) {
  try {
    const made = await Page.connect({ port, local, host });
    counts.sessions++;
    if (made.welcome) return made;
    counts.refused++;
    made.close();
  } catch { /* the relay does not want it */ }
  await pause(100);
  return undefined;
}

/** Two hundred silent connections, each made again when it goes. */
async function silent(local) {
  const make = () => {
    const socket = connect({ host: '45.45.1.1', port, localAddress: local });
    counts.silent++;
    socket.on('error', () => {});
    socket.on('close', () => setTimeout(make, 200 + Math.random() * 300));
  };
  for (let i = 0; i < 200; i++) { make(); if (i % 10 === 0) await pause(100); }
}

/** Lookups in zones of silent servers, as many as a session gives, session after session. */
async function dead(local, n) {
  for (;;) {
    const session = await page(local);
    if (!session) continue;
    await session.open('deadly.com');
    const mx = await session.lookup('deadly.com', 'MX');
    const hosts = mx.records?.map(({ value }) => value) ?? [];
    for (const host of [...hosts.slice(n * 7 % 64), ...hosts.slice(0, n * 7 % 64)]) {
      for (const rr of ['A', 'AAAA', 'CNAME']) { session.lookup(host, rr); counts.lookups++; }
    }
    await pause(3000);
    session.close();
  }
}

/** Probes of the victim's mail servers, silent behind the ClientHello. */
async function held(local, n) {
  for (;;) {
    const session = await page(local);
    if (!session) continue;
    const domain = n % 2 ? 'victim.com' : 'wide-victim.com';
    await session.open(domain);
    const host = `mx.${domain}`;
    await session.lookup(domain, 'MX');
    const addresses = (await session.lookup(host, 'A')).records?.map(({ value }) => value) ?? [];
    let next = n, left = 90;
    const probes = async () => {
      while (!session.closed && left-- > 0 && addresses.length > 0) {
        counts.probes++;
        const probe = session.probe(host, addresses[next++ % addresses.length], clientHello(host));
        const last = await probe.ended;
        if (last.type === 'refused') { counts.refused++; await pause(200); }
      }
    };
    await Promise.all([probes(), probes(), probes(), probes()]);
    session.close();
  }
}

/** Messages as fast as they are taken. */
async function flood(local, n) {
  const block = Buffer.concat(Array(200).fill(textFrame(n % 2 ? '{}' : '{"type":"finish","id":7}')));
  for (;;) {
    const session = await page(local);
    if (!session) continue;
    await session.open('flood.com');
    session.socket.socket.on('drain', () => {});
    for (let i = 0; i < 500 && !session.closed; i++) {
      if (session.socket.socket.writable && session.socket.socket.writableLength < 1 << 18) { session.socket.socket.write(block); counts.messages += 200; }
      await pause(20);
    }
    session.socket.destroy();
  }
}

/** Sessions and silent connections from ever new /64s of one /48. */
async function networks(_, n) {
  for (let i = 0; ; i++) {
    const local = `2a0e:4545:66:${(n * 4096 + i % 4096).toString(16)}::${1 + Math.floor(i / 4096)}`;
    const session = await page(local, '2a0e:4545:1::1');
    if (session) { await session.open('idle.com'); setTimeout(() => session.close(), 20000); }
    const socket = connect({ host: '2a0e:4545:1::1', port, localAddress: local });
    counts.silent++;
    socket.on('error', () => {});
    setTimeout(() => socket.destroy(), 20000);
    await pause(50);
  }
}

const KINDS = { silent, dead, held, flood, networks };
process.on('message', ({ begin }) => {
  port = begin.port;
  let third = 1;
  for (const [kind, count] of Object.entries(begin.groups)) {
    for (let n = 0; n < count; n++) KINDS[kind](`45.45.${third++}.99`, n).catch(() => {});
  }
  setInterval(() => process.send({ counts }), 250);
});
process.on('disconnect', () => process.exit(0));
