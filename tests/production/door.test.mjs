// Nobody fills the relay's door alone: neither with connections that say nothing nor with sessions that do nothing.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, test } from 'node:test';

import { makeWorld } from './world.mjs';

const world = await makeWorld();
after(() => world.stop());

async function silentConnections(count, addressOf) {
  const sockets = Array.from({ length: count }, (_, i) => {
    const local = addressOf(i);
    return connect({ host: local.includes(':') ? '2a0e:4545:1::1' : '45.45.1.1', port: world.relay.port, localAddress: local });
  });
  for (const socket of sockets) socket.on('error', () => {});
  await Promise.all(sockets.map((socket) => new Promise((done) => { socket.once('connect', done); socket.once('close', done); })));
  return () => sockets.forEach((socket) => socket.destroy());
}

async function idleSessions(addresses, each, { domain, host } = {}) {
  const pages = [];
  await Promise.all(addresses.map(async (local) => {
    for (let i = 0; i < each; i++) {
      const page = await world.page(local, { host }).catch(() => undefined);
      if (!page) continue;
      pages.push(page);
      if (domain && page.welcome) await page.open(domain);
    }
  }));
  return () => pages.forEach((page) => page.socket.destroy());
}

/** Visitors are served one after another, while it goes on; the first one when the relay is through with the rush itself. */
async function served(most) {
  await world.visit({ ms: most + 5000 });
  for (let i = 0; i < 3; i++) await world.visit({ ms: most });
}

const EVERYWHERE = { settings: { listen_address: '::' } };
const V6 = { host: '2a0e:4545:1::1' };

test('2,048 silent connections of one address', async () => {
  await world.with({}, async () => {
    const { most } = await world.usual();
    const leave = await silentConnections(2048, () => '45.45.21.1');
    await served(most);
    leave();
  });
});

test('2,048 silent connections, each of another /64 of one /48', async () => {
  await world.with(EVERYWHERE, async () => {
    const { most } = await world.usual();
    const leave = await silentConnections(2048, (i) => `2a0e:4545:21:${i.toString(16)}::1`);
    await served(most);
    leave();
  });
});

for (const [what, options, addresses, more] of [
  ['25 addresses', {}, Array.from({ length: 25 }, (_, i) => `45.45.${20 + i}.7`), {}],
  ['25 addresses, with a domain opened', {}, Array.from({ length: 25 }, (_, i) => `45.45.${50 + i}.7`), { domain: 'idle.com' }],
  ['25 addresses of one /24', {}, Array.from({ length: 25 }, (_, i) => `45.45.20.${1 + i}`), {}],
  ['25 /64s of one /48', EVERYWHERE, Array.from({ length: 25 }, (_, i) => `2a0e:4545:22:${i.toString(16)}::1`), V6],
]) {
  test(`eight idle sessions from each of ${what}`, async () => {
    await world.with(options, async () => {
      const { most } = await world.usual();
      const leave = await idleSessions(addresses, 8, more);
      await served(most);
      leave();
    });
  });
}
