// Whoever names a zone says which servers the resolver asks. It asks none at a special address, and none that its keeper has ruled out.
import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { after, test } from 'node:test';

import { ownAddress } from './network.mjs';
import { makeWorld } from './world.mjs';

const DENIED = '45.45.66.1';
const DENIED6 = '2a0e:4545:66::1';
const SPECIAL = [
  '10.99.0.1', '169.254.169.254', '192.168.77.1', '127.0.0.77', 'fd00:77::1', '::1',
  // The same kinds of places by other names: a table that forgets a block shows here.
  '100.64.0.1', '172.16.0.1', '198.18.0.1', '192.0.2.1', '198.51.100.1', '203.0.113.1', '192.0.0.8', '240.0.0.1', '64:ff9b::a63:1', '2002:a63:1::1', '2001:db8::1', '100::1',
];
const OFF_LIMITS = [...SPECIAL, DENIED, DENIED6];

const world = await makeWorld();
after(() => world.stop());

const arrived = [];
for (const address of OFF_LIMITS) {
  if (!address.startsWith('127.') && address !== '::1' && !address.startsWith('45.45.')) ownAddress(address);
  const take = (query, most, from) => {
    arrived.push(address);
    return world.names.answer(query, 'flat', most);
  };
  take.onConnection = () => arrived.push(address);
  await world.nameServer(address, take);
}

const zones = OFF_LIMITS.map((address, i) => {
  const domain = `inside${i}.com`;
  world.names.delegate(domain, [[`ns.${domain}`, address]]);
  world.names.add(domain, 'MX', [10, `mx.${domain}`]);
  world.names.add(domain, 'TXT', `from ${address}`);
  return { address, domain };
});
// One more that mixes: a good server beside the bad ones.
world.names.delegate('mixed.com', [['ns.mixed.com', ...SPECIAL.slice(0, 6)], ['ns2.mixed.com', '45.45.0.54']]);
world.names.add('mixed.com', 'MX', [10, 'mx.mixed.com']);

async function ask(domain, i, rr) {
  const page = await world.page(`45.45.${110 + i}.1`);
  await page.open(domain);
  const answer = await page.lookup(domain, rr);
  page.close();
  return answer;
}

test('the listeners of this test hear what is sent to them', async () => {
  for (const address of OFF_LIMITS) {
    arrived.length = 0;
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    const answered = new Promise((done) => socket.once('message', done));
    socket.send(Buffer.from('000101000001000000000000000006' + '0001', 'hex'), 53, address);
    await answered;
    socket.close();
    assert.deepEqual(arrived, [address]);
  }
});

test('glue at special and denied addresses is never asked, whatever a zone says', async () => {
  await world.with({ settings: { deny: ['45.45.66.0/24', '2a0e:4545:66::/48'], resolver: { lookup_ms: 3000 } } }, async () => {
    await world.visit();
    arrived.length = 0;
    const answers = await Promise.all(zones.flatMap(({ domain, address }, i) => ['MX', 'TXT'].map(async (rr) => ({ address, answer: await ask(domain, i, rr) }))));
    assert.deepEqual([...new Set(arrived)], [], 'queries arrived at addresses that are off limits');
    for (const { address, answer } of answers) {
      assert.equal(answer.status, 'failed', `${address}: ${JSON.stringify(answer)}`);
      assert.equal(answer.records.length, 0, `${address}: its bytes came back`);
    }
    const mixed = await ask('mixed.com', 40, 'MX');
    assert.deepEqual(mixed.records.map(({ value }) => value), ['mx.mixed.com'], 'the good server of a zone is asked');
    assert.deepEqual([...new Set(arrived)], []);
    await world.visit();
  });
});

test('a resolver that the keeper has named is asked, wherever it stands', async () => {
  const heard = [];
  for (const upstream of ['127.0.0.9', '10.99.0.9']) {
    if (upstream.startsWith('10.')) ownAddress(upstream);
    await world.nameServer(upstream, (query, most) => { heard.push(upstream); return world.names.answer(query, 'flat', most); });
    await world.with({ settings: { resolver: { root: '', upstream, lookup_ms: 2000 } } }, async () => {
      // The answer is not looked at: what is not signed by the real root is bogus here.
      await ask('mixed.com', 41, 'MX');
      assert.ok(heard.includes(upstream), `${upstream} was not asked`);
    });
  }
});
