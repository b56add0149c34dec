// A network is not asked more than it can bear because it has many addresses.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { clientHello } from './client_hello.mjs';
import { tlsAnswered } from './page.mjs';
import { makeWorld, pause } from './world.mjs';

const SECONDS = 3;
const CLIENTS = 8;
/** Of the 768 that eight sessions may make by their own bounds: budget.network_burst, and what comes back meanwhile. */
const MOST = 300 + 10 * (SECONDS + 2);
/** Of the 60: budget.network_addresses and what comes back, with some air. */
const MOST_ADDRESSES = 30;

const world = await makeWorld();
after(() => world.stop());

/** One session makes as many connections as it may, over all addresses of the host. */
async function sweep(local, domain, host, rr, addresses, until) {
  const page = await world.page(local);
  assert.ok(page.welcome, JSON.stringify(page.refused));
  await page.open(domain);
  await page.lookup(domain, 'MX');
  await page.lookup(host, rr);
  let next = 0;
  const go = async () => {
    while (performance.now() < until && !page.closed) {
      const probe = page.probe(host, addresses[next++ % addresses.length], clientHello(host));
      probe.until(tlsAnswered).then(() => probe.finish());
      const last = await Promise.race([probe.ended, pause(until - performance.now()).then(() => ({ type: 'gone' }))]);
      if (last.rule === 'limit-connections' || last.type === 'gone') return;
      // A page that is refused goes on asking, yet not without end: 256 refusals end a session.
      if (last.type === 'refused') await pause(100);
    }
  };
  await Promise.all([go(), go(), go(), go()]);
  page.close();
}

for (const [what, prefix, address, rr] of [
  ['60 addresses of one /24', '45.45.25.', (i) => `45.45.25.${1 + i}`, 'A'],
  ['60 addresses of one /64', '2a0e:4545:25:', (i) => `2a0e:4545:25::${(1 + i).toString(16)}`, 'AAAA'],
  ['60 addresses in 60 /64s of one /48', '2a0e:4545:26:', (i) => `2a0e:4545:26:${i.toString(16)}::1`, 'AAAA'],
]) {
  test(`${what} do not take 768 connections within seconds`, async () => {
    world.mail.behave(prefix, { turnAway: true });
    const addresses = Array.from({ length: 60 }, (_, i) => address(i));
    const domain = `wide${what.length}.com`;
    const { host } = world.domain(domain, addresses);
    await world.with({}, async () => {
      const { most } = await world.usual();
      const begun = performance.now();
      const attack = Promise.all(Array.from({ length: CLIENTS }, (_, i) => sweep(`45.45.${10 + i}.9`, domain, host, rr, addresses, begun + SECONDS * 1000)));
      await world.visitsWhile(attack, most);
      const seen = world.mail.seen(prefix);
      const different = new Set(seen.map((connection) => connection.address)).size;
      console.error(`${what}: ${seen.length} connections to ${different} addresses in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
      assert.ok(different >= 5, `a network is asked at all: ${different}`);
      assert.ok(seen.length <= MOST, `${seen.length} connections in ${SECONDS} s`);
      assert.ok(different <= MOST_ADDRESSES, `${different} addresses in ${SECONDS} s`);
    });
  });
}

test('all mail servers of the world together see no more connections than the relay makes in a minute', async () => {
  const BURST = 60;
  const settings = { budget: { connections_burst: BURST, connections_per_minute: 60 } };
  const before = world.mail.seen().length;
  await world.with({ settings }, async () => {
    const until = performance.now() + SECONDS * 1000;
    await Promise.all(Array.from({ length: 4 }, (_, client) => {
      const addresses = Array.from({ length: 50 }, (__, i) => `45.45.${client * 50 + i}.180`);
      const domain = `everywhere${client}.com`;
      const { host } = world.domain(domain, addresses);
      return sweep(`45.45.${210 + client}.9`, domain, host, 'A', addresses, until);
    }));
    const seen = world.mail.seen().length - before;
    assert.ok(seen >= 10 && seen <= BURST + SECONDS + 2, `${seen} connections`);
  });
});
