// Whoever takes the relay's descriptors does not make it tell a visitor that a mail server is silent.
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, test } from 'node:test';

import { clientHello } from './client_hello.mjs';
import { tlsAnswered } from './page.mjs';
import { makeWorld, pause } from './world.mjs';

const world = await makeWorld();
after(() => world.stop());

/** Silent connections to the relay, from these addresses in turn; those that could be made. */
async function silentConnections(count, addresses) {
  const sockets = Array.from({ length: count }, (_, i) => connect({ host: '45.45.1.1', port: world.relay.port, localAddress: addresses[i % addresses.length] }));
  for (const socket of sockets) socket.on('error', () => {});
  await Promise.all(sockets.map((socket) => new Promise((done) => { socket.once('connect', done); socket.once('close', done); })));
  return () => sockets.forEach((socket) => socket.destroy());
}

const ONE = ['45.45.21.1'];
const MANY = Array.from({ length: 255 }, (_, i) => `45.45.${i % 200}.${77 + Math.floor(i / 200)}`);

for (const [what, descriptors, addresses] of [
  ['one address, 1,020 connections, the usual limit', ['-Sn', '1024'], ONE],
  ['one address, 1,020 connections, a hard limit', ['-n', '1024'], ONE],
  ['255 addresses, 1,020 connections, a hard limit', ['-n', '1024'], MANY],
]) {
  test(`${what}: a probe works, or its failure is the relay's own`, async () => {
    await world.with({ descriptors, settings: { limits: { connect_ms: 2000 } } }, async (relay) => {
      const { most } = await world.usual();
      const of = world.domain(`waiting${what.length}${addresses.length}.com`, ['45.45.25.25']);
      const page = await world.ready('45.45.201.9', of);
      const leave = await silentConnections(1020, addresses);
      await pause(500);
      const probe = page.probe(of.host, of.address, clientHello(of.host));
      await probe.until(tlsAnswered);
      if (!tlsAnswered(probe)) {
        assert.equal(probe.last.type, 'refused', `blamed on the mail server: ${JSON.stringify(probe.last)}`);
        assert.match(probe.last.why, /relay/, JSON.stringify(probe.last));
      }
      page.close();
      if (addresses === ONE) await world.visit({ ms: most + 5000 });
      leave();
      await pause(200);
      await world.visit({ ms: most + 2000 });
      assert.ok(relay.alive);
    });
  });
}
