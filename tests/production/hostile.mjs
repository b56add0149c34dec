// Fifty hostile clients against one relay, and one visitor after another who wants nothing but a check:
//
//   node tests/production/hostile.mjs [--seconds 300]
//
// Shown: every check of the visitors succeeds within twice its usual time, the victim's mail server and its network see no more than their budgets,
// and what the relay took for all that it gives back. Exits with 1 if one of them is not so. Needs root.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { eventually, makeWorld, median, pause } from './world.mjs';

const GROUPS = { silent: 10, dead: 10, held: 10, flood: 10, networks: 10 };
/** So long is the visitor's own check by the wires and servers it meets: what the relay adds is what is looked at. */
const GREETING_MS = 200, REPLY_MS = 50;
/** relay/mailglass-relay.example.toml: budget.target_burst, target_per_minute and target_connections; network_burst and network_per_minute. */
const BUDGET = { inAMinute: 100 + 180, atOnce: 2, network: 300 + 600 };
const VICTIM = '45.45.77.25';
const WIDE = '45.45.78.';

/** The most connections that began within any `ms` of each other. */
function mostWithin(times, ms) {
  let most = 0;
  for (let from = 0, to = 0; to < times.length; to++) {
    while (times[to] - times[from] > ms) from++;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

/** The most of these connections that were open at once, as their server saw it. */
function mostAtOnce(seen) {
  const events = seen.flatMap(({ at, closedAt = Infinity }) => [[at, 1], [closedAt, -1]]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let now = 0, most = 0;
  for (const [, by] of events) most = Math.max(most, now += by);
  return most;
}

/** `slack`: what a visit may take on top of twice its usual time, on a machine that does much else. Figures, and what was not as it should be. */
export async function attack(world, { seconds, slack = 0, settings = {} }) {
  const hosts = Array.from({ length: 64 }, (_, i) => `mx.dead${i}.com`);
  world.names.delegate('deadly.com', [['ns.deadly.com', '45.45.0.54']]);
  world.names.add('deadly.com', 'MX', ...hosts.map((host, i) => [i, host]));
  hosts.forEach((_, i) => world.names.delegate(`dead${i}.com`, Array.from({ length: 8 }, (__, n) => [`ns${n}.dead${i}.com`, `45.45.${100 + i}.${1 + n}`])));
  world.domain('victim.com', [VICTIM]);
  world.domain('wide-victim.com', Array.from({ length: 60 }, (_, i) => `${WIDE}${1 + i}`));
  // The visitors' own mail servers; those of the victim answer at once.
  for (let third = 80; third < 96; third++) world.mail.behave(`45.45.${third}.`, { greetingMs: GREETING_MS, replyMs: REPLY_MS });
  let visits = 0;
  const visit = (ms) => world.visit({ ms, prefix: `45.45.${80 + visits++ % 16}` });

  const figures = {}, problems = [];
  await world.with({ settings: { listen_address: '::', ...settings } }, async (relay) => {
    const usualTimes = [];
    for (let i = 0; i < 9; i++) usualTimes.push(await visit(10000));
    figures.usual = median(usualTimes);
    const most = 2 * figures.usual + slack;
    figures.before = { rssKiB: relay.rssKiB(), descriptors: relay.descriptors() };
    const hostile = fork(fileURLToPath(new URL('hostile_clients.mjs', import.meta.url)), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    try {
      hostile.on('message', ({ counts }) => { figures.hostile = counts; });
      hostile.send({ begin: { port: relay.port, groups: GROUPS } });
      const under = ({ silent, lookups, probes, messages, sessions } = {}) => silent > 500 && lookups > 0 && probes > 0 && messages > 0 && sessions > 20;
      await eventually('all hostile clients are at it', () => under(figures.hostile), 60000);
      const times = [];
      figures.peak = { rssKiB: 0, descriptors: 0 };
      for (const end = performance.now() + seconds * 1000; performance.now() < end && relay.alive;) {
        const begun = performance.now();
        try {
          times.push(await visit(20000));
          if (times.at(-1) > most) problems.push(`a check took ${times.at(-1).toFixed(0)} ms, its usual time is ${figures.usual.toFixed(0)} ms (after ${(seconds - (end - performance.now()) / 1000).toFixed(0)} s)`);
        } catch (error) {
          problems.push(`a check failed after ${(performance.now() - begun).toFixed(0)} ms: ${error.message}`);
        }
        if (relay.alive) figures.peak = { rssKiB: Math.max(figures.peak.rssKiB, relay.rssKiB()), descriptors: Math.max(figures.peak.descriptors, relay.descriptors()) };
        await pause(200);
      }
      figures.visits = { count: times.length, median: median(times), longest: Math.max(...times) };
    } finally {
      const gone = new Promise((done) => hostile.once('exit', done));
      hostile.kill('SIGKILL');
      await gone;
    }

    const victim = world.mail.seen(VICTIM);
    const wide = world.mail.seen(WIDE);
    const times = (seen) => seen.map(({ at }) => at);
    figures.victim = { connections: victim.length, inAMinute: mostWithin(times(victim), 60000), atOnce: mostAtOnce(victim) };
    figures.network = { connections: wide.length, inAMinute: mostWithin(times(wide), 60000) };
    if (figures.victim.inAMinute > BUDGET.inAMinute) problems.push(`the victim saw ${figures.victim.inAMinute} connections within a minute`);
    // The server sees the end of a connection a little after the relay.
    if (figures.victim.atOnce > BUDGET.atOnce + 1) problems.push(`the victim saw ${figures.victim.atOnce} connections at once`);
    if (victim.length === 0) problems.push('the victim was not reached at all');
    if (figures.network.inAMinute > BUDGET.network) problems.push(`the victim's network saw ${figures.network.inAMinute} connections within a minute`);

    const given = () => relay.descriptors() <= figures.before.descriptors + 8 && relay.rssKiB() <= figures.before.rssKiB * 1.5 + 32 * 1024;
    await eventually('given back', given, 60000).catch(() => problems.push('descriptors or memory did not come back'));
    figures.after = { rssKiB: relay.rssKiB(), descriptors: relay.descriptors() };
    await visit(10000).catch((error) => problems.push(`behind it all: ${error.message}`));
  });
  return { figures, problems };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { seconds: { type: 'string', default: '300' } } });
  const world = await makeWorld();
  const { figures, problems } = await attack(world, { seconds: Number(values.seconds), slack: 0 });
  console.log(JSON.stringify(figures, null, 1));
  for (const problem of problems) console.log(`✘ ${problem}`);
  console.log(problems.length === 0 ? 'all as it should be' : `${problems.length} things are not as they should be`);
  await world.stop();
  process.exit(problems.length === 0 ? 0 : 1);
}
