// A zone whose name servers are silent costs whoever asks for it, not everybody else; and the relay does not knock at them without end.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { makeWorld, pause } from './world.mjs';

const HOSTS = 64;
const SERVERS = 8;
const ATTACK_MS = 8000;
/** A lookup that nobody answers may knock so often, by all its name servers together. */
const PACKETS_PER_LOOKUP = 12;

const world = await makeWorld();
after(() => world.stop());

const hosts = Array.from({ length: HOSTS }, (_, i) => `mx.dead${i}.com`);
world.names.delegate('deadly.com', [['ns.deadly.com', '45.45.0.54']]);
world.names.add('deadly.com', 'MX', ...hosts.map((host, i) => [i, host]));
hosts.forEach((_, i) => world.names.delegate(`dead${i}.com`,
  Array.from({ length: SERVERS }, (__, n) => [`ns${n}.dead${i}.com`, `45.45.${100 + i}.${1 + n}`])));

test('192 lookups in zones of silent servers leave DNS to everybody else', { timeout: 120000 }, async () => {
  await world.with({}, async () => {
    const { usual, most } = await world.usual();
    const page = await world.page('45.45.21.1');
    await page.open('deadly.com');
    const mx = await page.lookup('deadly.com', 'MX');
    assert.equal(mx.records.length, HOSTS, 'the answer that names all hosts');
    const before = world.silent.packets;
    let answered = 0, healthy = 0;
    const asked = hosts.flatMap((host) => ['A', 'AAAA', 'CNAME'].map(async (rr) => {
      const answer = await page.lookup(host, rr);
      answered++;
      if (answer.type === 'answer' && answer.status !== 'failed') healthy++;
    }));
    const times = await world.visitsWhile(pause(ATTACK_MS), most);
    page.close();
    await Promise.all(asked);
    assert.equal(healthy, 0, 'nobody answered, so there is no answer');
    const during = world.silent.packets - before;
    // What is left of a session that went: what is on its way, not the rest of the list.
    await pause(3000);
    const behind = world.silent.packets - before - during;
    await world.visit({ ms: most });
    console.error(`usual ${usual.toFixed(0)} ms; meanwhile ${times.length} visits, the longest ${Math.max(...times).toFixed(0)} ms; ${during} packets, and ${behind} behind it`);
    assert.ok(during > 0, 'the silent servers were asked at all');
    assert.ok(during + behind <= asked.length * PACKETS_PER_LOOKUP, `${during + behind} packets for ${asked.length} lookups`);
    assert.ok(behind <= during / 2 + 100, `${behind} packets were sent after the session had gone (${during} before)`);
  });
});
