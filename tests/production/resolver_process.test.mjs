// Whoever names a zone feeds the resolver, so it lives in a process of its own with nothing worth having. When that process dies or hangs the relay
// lives, and no answer is wrong.
import assert from 'node:assert/strict';
import { readFileSync, readlinkSync, readdirSync } from 'node:fs';
import { after, test } from 'node:test';

import { eventually, makeWorld, pause } from './world.mjs';

const world = await makeWorld();
after(() => world.stop());
world.names.delegate('silent.com', [['ns.silent.com', '45.45.100.1']]);

/** The resolver's process: the relay's one child. */
async function resolverOf(relay) {
  return eventually('the resolver has a process of its own', () => relay.children().at(0), 3000);
}

/** Asks until `until` is settled; each answer is the right one, or says that there is none. Their numbers. */
async function askWhile(until, local) {
  let going = true, right = 0, none = 0, n = 0;
  until.finally(() => { going = false; }).catch(() => {});
  const wrong = [];
  const client = async (c) => {
    let page;
    for (; going; n++) {
      if (!page || page.closed || page.left-- === 0) {
        page?.close();
        page = await world.page(`${local}.${1 + c}`).catch(() => undefined);
        if (!page || page.refused) { page = undefined; await pause(100); continue; }
        page.left = 100;
        page.domain = `asked${local.replaceAll('.', '-')}n${n++}.com`;
        world.domain(page.domain, [`45.45.${n % 200}.9`]);
        await page.open(page.domain);
      }
      const answer = await page.lookup(page.domain, 'MX');
      if (answer.status === 'failed') none++;
      else if (answer.type === 'answer' && answer.records?.length === 1 && answer.records[0].value === `mx.${page.domain}`) right++;
      else if (answer.type !== 'gone') wrong.push(JSON.stringify(answer));
      await pause(5);
    }
    page?.close();
  };
  await Promise.all([0, 1, 2, 3].map(client));
  await until;
  assert.deepEqual(wrong, []);
  return { right, none };
}

test('it is shut in: no new rights, a filter on its system calls, no file, and none of the relay’s sockets', async () => {
  await world.with({}, async (relay) => {
    await world.visit();
    const pid = await resolverOf(relay);
    assert.equal(relay.statusOf(pid, 'NoNewPrivs'), '1');
    assert.equal(relay.statusOf(pid, 'Seccomp'), '2');
    const held = (process) => readdirSync(`/proc/${process}/fd`).flatMap((fd) => { try { return readlinkSync(`/proc/${process}/fd/${fd}`); } catch { return []; } });
    const mine = held(pid);
    assert.deepEqual(mine.filter((target) => target.startsWith('/') && !/^\/dev\/(null|u?random)$/.test(target)), [], 'it holds files');
    const connections = readFileSync(`/proc/${relay.pid}/net/tcp`, 'latin1').split('\n').slice(1).map((line) => line.trim().split(/\s+/)).filter((columns) => columns.length > 9);
    const listening = connections.filter((columns) => columns[3] === '0A').map((columns) => `socket:[${columns[9]}]`);
    assert.ok(held(relay.pid).some((target) => listening.includes(target)), 'the relay listens');
    assert.deepEqual(mine.filter((target) => listening.includes(target)), [], 'it holds the socket at the door');
  });
});

test('killed again and again while checks run: no wrong answer, and the relay goes on', { timeout: 60000 }, async () => {
  await world.with({ settings: { resolver: { lookup_ms: 4000 } } }, async (relay) => {
    await world.visit();
    const killing = (async () => {
      for (let i = 0; i < 4; i++) {
        const pid = await resolverOf(relay);
        await pause(300);
        process.kill(pid, 'SIGKILL');
        await eventually('another one is started', () => relay.children().some((child) => child !== pid) && !relay.children().includes(pid), 10000);
      }
    })();
    const { right } = await askWhile(killing, '45.45.21');
    assert.ok(right > 0, 'some answers came in between');
    await eventually('a visitor is served again', () => world.visit({ ms: 5000 }).then(() => true, () => false), 15000);
    assert.ok(relay.alive);
  });
});

test('what was asked when it died is told to have no answer, and soon', async () => {
  await world.with({ settings: { resolver: { lookup_ms: 15000 } } }, async (relay) => {
    const page = await world.page('45.45.22.1');
    await page.open('silent.com');
    const begun = performance.now();
    const waiting = ['MX', 'A', 'AAAA', 'TXT'].map((rr) => page.lookup('silent.com', rr));
    await eventually('the silent server is asked', () => world.silent.packets > 0);
    process.kill(await resolverOf(relay), 'SIGKILL');
    for (const answer of await Promise.all(waiting)) {
      assert.equal(answer.type, 'answer', JSON.stringify(answer));
      assert.equal(answer.status, 'failed', JSON.stringify(answer));
    }
    assert.ok(performance.now() - begun < 16500, 'none waits longer than a lookup may');
    page.close();
  });
});

test('hung, it is replaced', { timeout: 60000 }, async () => {
  await world.with({ settings: { resolver: { lookup_ms: 2000 } } }, async (relay) => {
    await world.visit();
    const pid = await resolverOf(relay);
    process.kill(pid, 'SIGSTOP');
    try {
      const page = await world.page('45.45.23.1');
      await page.open('visited1.com');
      const begun = performance.now();
      const answer = await page.lookup('visited1.com', 'TXT');
      assert.equal(answer.status, 'failed', JSON.stringify(answer));
      assert.ok(performance.now() - begun < 6000, 'the lookup has its time');
      page.close();
      await eventually('a visitor is served again', () => world.visit({ ms: 3000 }).then(() => true, () => false), 25000);
      assert.ok(relay.alive);
    } finally {
      try { process.kill(pid, 'SIGCONT'); } catch { /* it is gone, as it should be */ }
    }
  });
});

test('fed with answers that are none, it serves everybody else', { timeout: 60000 }, async () => {
  let seed = 7;
  const random = (below) => { seed = (Math.imul(seed, 1103515245) + 12345) >>> 0; return (seed >>> 8) % below; };
  // A right answer, cut, doubled, or with some of its bytes changed.
  const take = (query, most) => {
    const answer = Buffer.from(world.names.answer(query, 'zones', most));
    for (let i = 0; i < 1 + random(6); i++) answer[2 + random(answer.length - 2)] = random(256);
    return random(4) === 0 ? answer.subarray(0, 12 + random(answer.length - 12)) : random(6) === 0 ? Buffer.concat([answer, answer]) : answer;
  };
  await world.nameServer('45.45.0.77', take);
  await world.with({ settings: { resolver: { lookup_ms: 3000 }, budget: { sessions_per_client_minute: 10000 } } }, async (relay) => {
    const { most } = await world.usual();
    const attack = (async () => {
      for (let i = 0; i < 40; i++) {
        const zone = `fuzz${i}.com`;
        world.names.delegate(zone, [[`ns.${zone}`, '45.45.0.77']]);
        world.names.add(zone, 'MX', [10, `mx.${zone}`]);
        world.names.add(zone, 'A', '45.45.9.9');
        const page = await world.page(`45.45.24.${1 + i}`);
        await page.open(zone);
        await Promise.race([pause(500), Promise.all(['MX', 'A', 'AAAA', 'TXT', 'SOA', 'NS'].map((rr) => page.lookup(zone, rr)))]);
        page.close();
      }
    })();
    await world.visitsWhile(attack, most);
    assert.ok(relay.alive);
  });
});
