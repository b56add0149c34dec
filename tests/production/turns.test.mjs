// A mail server has two turns. Whoever takes one and says nothing more keeps nobody else from asking the same server.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { clientHello } from './client_hello.mjs';
import { tlsAnswered, within } from './page.mjs';
import { eventually, makeWorld } from './world.mjs';

const world = await makeWorld();
after(() => world.stop());

/** Keeps as many probes under way as the session may have, each silent behind its ClientHello, and asks again when one ends. */
function hold(page, of) {
  let going = true;
  const again = async () => {
    for (;;) {
      const probe = page.probe(of.host, of.address, clientHello(of.host));
      const last = await probe.ended;
      if (!going || page.closed || last.type === 'gone' || last.rule?.startsWith('limit-conn') || last.rule === 'limit-per-address') return;
    }
  };
  for (let i = 0; i < 4; i++) again();
  return () => { going = false; page.close(); };
}

async function probeBy(local, of, ms) {
  const page = await world.ready(local, of);
  try {
    const begun = performance.now();
    const probe = page.probe(of.host, of.address, clientHello(of.host));
    await within(ms, 'a probe of a server whose turns are held', probe.until(tlsAnswered));
    assert.ok(tlsAnswered(probe), JSON.stringify(probe.last));
    return performance.now() - begun;
  } finally {
    page.close();
  }
}

test('one session with four probes, silent behind the ClientHello, takes a mail server from nobody', async () => {
  await world.with({}, async () => {
    const { most } = await world.usual();
    const of = world.domain('held.com', ['45.45.25.25']);
    const leave = hold(await world.ready('45.45.21.1', of), of);
    await eventually('the first turn is held', () => world.mail.seen('45.45.25.25').some(({ open, bytes }) => open && bytes.includes('STARTTLS')));
    for (let i = 0; i < 3; i++) await probeBy(`45.45.${210 + i}.1`, of, most);
    leave();
  });
});

test('nor do eight sessions of one address', async () => {
  await world.with({}, async () => {
    const { most } = await world.usual();
    const of = world.domain('held8.com', ['45.45.26.25']);
    const leave = [];
    for (let i = 0; i < 8; i++) leave.push(hold(await world.ready('45.45.21.1', of), of));
    await eventually('the first turn is held', () => world.mail.seen('45.45.26.25').some(({ open, bytes }) => open && bytes.includes('STARTTLS')));
    for (let i = 0; i < 3; i++) await probeBy(`45.45.${213 + i}.1`, of, most);
    leave.forEach((go) => go());
  });
});

test('of two addresses that hold both turns, a third one waits for the short time that a silent page has', async () => {
  await world.with({}, async () => {
    const of = world.domain('held2.com', ['45.45.27.25']);
    const leave = [];
    for (let i = 0; i < 2; i++) leave.push(hold(await world.ready(`45.45.${21 + i}.1`, of), of));
    await eventually('both turns are held', () => world.mail.seen('45.45.27.25').filter(({ open, bytes }) => open && bytes.includes('STARTTLS')).length === 2);
    await probeBy('45.45.216.1', of, 8000);
    leave.forEach((go) => go());
  });
});
