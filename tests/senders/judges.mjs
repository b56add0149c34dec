// Senders as judges: real Postfix and Exim deliver real messages to servers that a seeded grammar makes up, and Mailglass must not contradict them.
//
//   node tests/senders/judges.mjs [--count N] [--seed S] [--cases] [--only K] [--depth DEPTH] [--browser N] [--verbose]
//
// --cases: those of cases.json too. --only K: the K-th random domain, or (with --cases) the case of that name, alone, with all that was seen; several with commas
// between. --browser N: every N-th check runs again in the browser's analyzer too, which must say the same bytes (4; 0: none). --verbose: also what Mailglass leaves open. A domain that fails is tried once more, beside the other failed ones alone, and counts if it fails again: on
// a machine with much to do a sender's patience may end early. Needs root: it makes a network of its own.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { mailglass, mailglassWithin } from '../cli/mailglass.mjs';
import { MARK } from '../bench/network/own_network.mjs';
import { withoutWords } from '../evidence/replays.mjs';
import { loadAnalyzer } from '../evidence/wasm_analyzer.mjs';
import { unpackExim } from '../lab/exim.mjs';
import { globalNetwork } from '../production/network.mjs';
import { pause } from '../production/world.mjs';
import { generator } from '../truth/random.mjs';
import { cases } from './cases.mjs';
import { certificates } from './certificates.mjs';
import { startExim } from './exim.mjs';
import { opensslExim } from './exim_openssl.mjs';
import { randomDomain } from './grammar.mjs';
import { contradictions, seen } from './judgement.mjs';
import { known } from './known.mjs';
import { inParallel } from './message.mjs';
import { startOddServers } from './odd_server.mjs';
import { debianExim, placedExim } from './placed_exim.mjs';
import { startPostfix } from './postfix.mjs';
import { ZONE, placed, settings, startDns } from './world.mjs';

const { values: options } = parseArgs({
  options: {
    count: { type: 'string', default: '300' }, seed: { type: 'string', default: '1' }, only: { type: 'string' }, cases: { type: 'boolean', default: false },
    depth: { type: 'string', default: 'standard' }, again: { type: 'boolean', default: false }, verbose: { type: 'boolean', default: false },
    browser: { type: 'string', default: '4' },
  },
});
const CACHE = process.env.MAILGLASS_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'mailglass');
// Both come from Debian the first time, which the network below does not reach.
unpackExim(join(CACHE, 'exim'));
const openssl = opensslExim(CACHE);
// With its own view of the file system, for /etc/resolv.conf; and what it starts ends with it.
globalNetwork(['--mount', '--pid', '--fork', '--kill-child', '--mount-proc']);

/** How long senders wait; and how often a server of chance gets mail. */
const PATIENCE_S = 8, BY_CHANCE = 5;
/** Some servers break off now and then, as those do that have had too many connections, and an exploration lets them rest for minutes. Then it is left out. */
const EXPLORATION_MS = 60_000;

const seed = Number(options.seed);
const random = Array.from({ length: Number(options.count) }, (_, k) => ({ key: `k${k}`, ...randomDomain(generator(seed * 1_000_003 + k)) }));
let domains = [...(options.cases ? cases : []), ...random];
const only = options.only?.split(',');
if (only) domains = domains.filter(({ key }) => only.includes(key) || only.includes(key.slice(1)));
const closely = only && !options.again;
const began = Date.now();
const time = () => `${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s`;
console.log(`seed ${seed}, ${domains.length} domains`);

const folder = mkdtempSync(join(tmpdir(), 'mailglass-senders-'));
chmodSync(folder, 0o755);
const parts = [{ stop: () => rmSync(folder, { recursive: true, force: true }) }];
const failed = [];
const once = !only;
try {
  const world = placed(domains);
  const { kinds, root } = certificates(join(folder, 'certificates'), ZONE);
  const dns = await startDns(join(folder, 'dns'), world);
  parts.push(dns);
  const odd = await startOddServers(world.flatMap((domain) => domain.servers), kinds, generator(seed));
  parts.push(odd);
  const gnutls = debianExim(join(folder, 'gnutls'), join(CACHE, 'exim'));
  const named = (name) => ({ name, host: `${name}.senders.com`, patience_s: PATIENCE_S });
  const senders = [
    startPostfix(join(folder, 'postfix'), named('postfix')),
    startExim(join(folder, 'exim-gnutls'), gnutls, named('exim-gnutls')),
    ...(openssl ? [startExim(join(folder, 'exim-openssl'), placedExim(join(folder, 'openssl'), openssl, []), named('exim-openssl'))] : []),
  ];
  parts.push(...senders);

  const recipients = world.flatMap((domain) => {
    const times = domain.servers.some(({ behaviour }) => behaviour.share) ? BY_CHANCE : 1;
    return [...new Set([domain.name, ...domain.servers.map(({ alone }) => alone)])].flatMap((name) => Array(times).fill(`somebody@${name}`));
  });
  await Promise.all(senders.map(async (sender) => {
    const said = (what) => options.verbose && console.log(`${time()}  ${sender.name}: ${what}`);
    said('begins');
    await sender.send(recipients);
    for (let i = 1, left; i < sender.tries && (left = await sender.tried(pause)) > 0; ++i) {
      said(`${left} of ${recipients.length} are left after try ${i}`);
      await sender.again(pause);
    }
    await sender.tried(pause);
    console.log(`${time()}  ${sender.name} has tried all it has`);
  }));
  const names = senders.map((sender) => sender.name);
  const config = settings(folder, dns);
  const totals = { domains: 0, words: {}, open: 0, contradictions: 0, unexplored: 0, known: 0 };
  const checked = new Map();
  const analyzer = await loadAnalyzer(resolve(process.env.MAILGLASS_WASM_DIR ?? 'build/wasm/wasm/binding'));
  analyzer.roots(readFileSync(root));
  /** What the browser's analyzer makes of a check otherwise than the command line. */
  const otherwise = async (evidence) => {
    const native = await mailglass('replay', evidence, '--roots', root, '--json');
    return analyzer.replay(readFileSync(evidence)) === withoutWords(native.stdout) ? null : 'the browser’s analyzer says otherwise';
  };
  let nth = 0;
  await inParallel(16, world, async (domain) => {
    const evidence = join(folder, `${domain.name}.json`);
    const common = ['check', domain.name, '--config', config, '--roots', root, '--json', '--evidence', evidence, '--depth'];
    let { code, stdout, stderr } = await mailglassWithin(EXPLORATION_MS, ...common, options.depth);
    if (code === null) {
      ++totals.unexplored;
      ({ code, stdout, stderr } = await mailglass(...common, 'headline'));
    }
    const came = code !== null && code <= 3;
    const differs = came && Number(options.browser) > 0 && nth++ % Number(options.browser) === 0 ? await otherwise(evidence) : null;
    rmSync(evidence, { force: true });
    checked.set(domain, came ? { report: JSON.parse(stdout), differs } : { error: `mailglass ended with ${code}: ${stderr}` });
  });
  console.log(`${time()}  all are checked`);
  for (const domain of world) {
    const { report, error, differs } = checked.get(domain);
    const truth = seen(domain, odd.deliveries, names);
    const wrong = error ? [error] : [...contradictions(domain, truth, report, names), ...(differs ? [differs] : [])];
    ++totals.domains;
    const word = report?.verdict.word ?? 'none';
    totals.words[word] = (totals.words[word] ?? 0) + 1;
    for (const one of wrong) if (one.open) ++totals.open;
    const real = wrong.filter((one) => !one.open);
    totals.contradictions += real.length;
    const why = known.get(`${seed}:${domain.key}`);
    if (why && real.length > 0) {
      ++totals.known;
      console.log(`\n${domain.key}: known to be wrong: ${why}`);
      if (!closely) continue;
    } else if (why) {
      real.push({ words: `it is in the list of those known to be wrong, and is not: ${why}` });
    }
    if (real.length > 0) failed.push(domain.key);
    if (wrong.length === 0 && real.length === 0 && !closely) continue;
    if (real.length === 0 && !options.verbose && !closely) continue;
    console.log(`\n${domain.key} (${word}): ${domain.about ?? JSON.stringify({ mx: domain.mx, also: domain.also })}`);
    if (report) console.log(`  ${report.verdict.sentence.text}`);
    for (const one of new Set([...wrong, ...real])) console.log(`  ${one.open ? 'left open' : 'WRONG'}: ${one.words ?? one}`);
    if (!closely) continue;
    console.log(JSON.stringify(truth, undefined, 1));
    for (const { host, addresses } of report?.servers ?? []) for (const a of addresses) console.log(`  ${host} ${a.address} ${a.outcome} ${JSON.stringify(a.senders)} ${a.sentence.text}`);
    for (const sender of senders) console.log(`--- ${sender.name}\n${sender.log()}`);
  }
  console.log(`\n${time()}  ${JSON.stringify(totals)}`);
  console.log(`${totals.domains - failed.length} passed, ${once ? 0 : failed.length} failed`);
} finally {
  for (const part of parts.reverse()) try { await part.stop(); } catch { /* it is gone already */ }
}
if (!once || failed.length === 0) process.exit(failed.length ? 1 : 0);
console.log(`\nonce more, by themselves: ${failed.join()}`);
const { [MARK]: _, ...env } = process.env;
const again = [process.argv[1], '--again', '--seed', options.seed, '--count', options.count, '--depth', options.depth, '--only', failed.join(), ...(options.cases ? ['--cases'] : [])];
process.exit(spawnSync(process.execPath, again, { stdio: 'inherit', env }).status ?? 1);
