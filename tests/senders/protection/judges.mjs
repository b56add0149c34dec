// Protection, with real senders as judges: real Postfix and Exim, as each row of the simulation's table has them set up, deliver a message to domains that publish DANE and MTA-STS or
// do not, while nobody interferes and under each attack; and the simulation, told the same, must say of each mail what became of it.
//
//   node tests/senders/protection/judges.mjs [--only DOMAIN,…] [--senders CODE,…] [--verbose]
//
// DOMAIN: a scenario, or a scenario, "-x-" and an attack. --verbose: every mail, and the senders' logs. Domains that fail are tried once more, by themselves, and count if they fail again:
// on a machine with much to do a sender's patience may end early. Needs root: it makes a network of its own. MAILGLASS_BUILD: where the simulation is built; build/release by default.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { MARK } from '../../bench/network/own_network.mjs';
import { unpackExim } from '../../lab/exim.mjs';
import { globalNetwork, ownAddress } from '../../production/network.mjs';
import { pause } from '../../production/world.mjs';
import { generator } from '../../truth/random.mjs';
import { opensslExim } from '../exim_openssl.mjs';
import { inParallel } from '../message.mjs';
import { startOddServers } from '../odd_server.mjs';
import { debianExim, placedExim } from '../placed_exim.mjs';
import { startAttackers } from './attackers.mjs';
import { certificates } from './certificates.mjs';
import { startDns } from './dns.mjs';
import { outcomesOf } from './outcomes.mjs';
import { startPolicyHost, startStsResolver } from './policies.mjs';
import { scenarios } from './scenarios.mjs';
import { startSenders } from './senders.mjs';
import { ATTACKER, placed } from './world.mjs';

const { values: options } = parseArgs({ options: { only: { type: 'string' }, senders: { type: 'string' }, verbose: { type: 'boolean', default: false }, again: { type: 'boolean', default: false } } });
const CACHE = process.env.MAILGLASS_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'mailglass');
const BUILD = process.env.MAILGLASS_BUILD ?? fileURLToPath(new URL('../../../build/release', import.meta.url));
// Both come from Debian the first time, which the network below does not reach.
unpackExim(join(CACHE, 'exim'));
const wanted = options.senders?.split(',');
const openssl = !wanted || wanted.some((code) => code.startsWith('exim-openssl')) ? opensslExim(CACHE) : undefined;
globalNetwork(['--mount', '--pid', '--fork', '--kill-child', '--mount-proc']);
// With none but loopback's the C library finds no addresses for programs that ask for those they could reach.
ownAddress('45.45.0.1');

const PATIENCE_S = 10, TRIES = 3;
const BLOCKED = ['policy-blocked', 'policy-blocked-first', 'dns-forged-first'], KNOWN_BEFORE = (attack) => !attack.endsWith('-first');
const began = Date.now();
const time = () => `${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s`;

/** What the simulation says of each domain: sender → outcome. */
function simulated(domains) {
  const ran = spawnSync(join(BUILD, 'tests/senders/simulate_senders'), { input: JSON.stringify(domains.map(({ told }) => told)), encoding: 'utf8', maxBuffer: 1 << 28 });
  if (ran.status !== 0) throw new Error(`the simulation does not run: ${ran.error ?? ran.stderr}`);
  return new Map(JSON.parse(ran.stdout).map((outcomes, i) => [domains[i], outcomes]));
}

const delivered = ({ result }) => ['readable', 'encrypted', 'authenticated'].includes(result);
const agree = (said, seen) => said.result === seen.result && (!delivered(seen) || (said.to_attacker === seen.to_attacker && (seen.to_attacker || said.server === seen.server)));
const LETTERS = { readable: 'R', encrypted: 'E', authenticated: 'A', deferred: '.', bounced: 'x', nothing: '!', unknown: '?' };
const letter = ({ result, to_attacker }) => (to_attacker ? LETTERS[result].toLowerCase() : LETTERS[result]);

const only = options.only?.split(',');
const domains = placed(scenarios).filter(({ key, attack }) => !only || only.includes(key) || only.includes(`${key}-x-${attack}`));
const folder = mkdtempSync(join(tmpdir(), 'mailglass-protection-'));
chmodSync(folder, 0o755);
const parts = [{ stop: () => rmSync(folder, { recursive: true, force: true }) }];
let passed = 0;
const failed = new Map();
try {
  const made = certificates(join(folder, 'certificates'), domains);
  const policyHost = await startPolicyHost(domains, made.kinds.policies);
  parts.push(policyHost);
  parts.push(await startDns(join(folder, 'dns'), domains, made));
  const attackers = [ATTACKER.address, ATTACKER.elsewhere].map((address) => ({ address, host: ATTACKER.host, behaviour: { tls: { certificate: 'evil' } } }));
  const servers = await startOddServers([...domains.flatMap(({ listeners }) => listeners), ...attackers], made.kinds, generator(1));
  parts.push(servers, await startAttackers(domains.flatMap(({ proxies }) => proxies)));
  const resolver = await startStsResolver(join(folder, 'sts'), made.root);
  parts.push(resolver);
  // The earlier visit, while nobody blocks the policies yet.
  const withPolicy = domains.filter(({ policy }) => policy);
  await inParallel(8, withPolicy.filter(({ attack }) => KNOWN_BEFORE(attack)), async ({ name, policy }) => {
    let answer = '';
    for (let i = 0; i < TRIES && !answer.startsWith('OK'); ++i) answer = await resolver.ask(name);
    if (answer.startsWith('OK') !== (policy.mode === 'enforce')) throw new Error(`the policy of ${name} is not there: ${answer}\n${resolver.log()}`);
  });
  policyHost.block(withPolicy.filter(({ attack }) => BLOCKED.includes(attack)).map(({ name }) => name));
  const exims = { gnutls: debianExim(join(folder, 'gnutls'), join(CACHE, 'exim')), ...(openssl && { openssl: placedExim(join(folder, 'openssl'), openssl, []) }) };
  const senders = startSenders(folder, exims, made.root, PATIENCE_S, wanted);
  parts.push(...senders);
  console.log(`${time()}  ${domains.length} domains, ${senders.length} senders`);

  const recipients = domains.map(({ name }) => `somebody@${name}`);
  await Promise.all(senders.map(async (sender) => {
    await sender.send(recipients);
    for (let i = 1; i < sender.tries && await sender.tried(pause) > 0; ++i) await sender.again(pause);
    await sender.tried(pause);
  }));
  console.log(`${time()}  all have tried all they have`);

  const said = simulated(domains);
  const wrong = [];
  const width = Math.max(...domains.map(({ key }) => key.length));
  const attacks = [...new Set(domains.map(({ attack }) => attack))];
  console.log(`\nEach letter is a mail, in the order ${attacks.join(', ')}:\nR readable, E encrypted, A authenticated, in small letters: to the attacker; . deferred, x bounced; in brackets what the simulation says instead.`);
  for (const sender of senders) {
    const outcomes = outcomesOf(sender, domains, servers.deliveries);
    console.log(`\n${sender.name}`);
    for (const key of new Set(domains.map((one) => one.key))) {
      const row = domains.filter((one) => one.key === key).map((domain) => {
        const seen = outcomes.get(domain), simulation = said.get(domain)[sender.name];
        if (!simulation) throw new Error(`the simulation does not know ${sender.name}`);
        const right = agree(simulation, seen);
        if (right) ++passed;
        else failed.set(`${sender.name} ${domain.name}`, domain);
        if (!right || options.verbose) wrong.push({ sender: sender.name, domain: domain.name, right, simulation, seen });
        return letter(seen) + (right ? '' : `(${letter(simulation)})`);
      });
      console.log(`  ${key.padEnd(width)} ${row.join('')}`);
    }
  }
  for (const { sender, domain, right, simulation, seen } of wrong) console.log(`${right ? '✔' : '✘'} ${sender} → ${domain}: simulation ${JSON.stringify(simulation)}; it was ${JSON.stringify(seen)}`);
  if (options.verbose) for (const sender of senders) console.log(`--- ${sender.name}\n${sender.log()}`);
  console.log(`\n${time()}  the simulation and real senders agree on ${passed} of ${passed + failed.size} mails`);
  console.log(`${passed} passed, ${options.again ? failed.size : 0} failed`);
} finally {
  for (const part of parts.reverse()) try { await part.stop(); } catch { /* it is gone already */ }
}
if (options.again || failed.size === 0) process.exit(failed.size || !passed ? 1 : 0);
const once_more = [...new Set([...failed.values()].map(({ key, attack }) => `${key}-x-${attack}`))].join();
console.log(`\nonce more, by themselves: ${once_more}`);
const { [MARK]: _, ...env } = process.env;
const again = [process.argv[1], '--again', '--only', once_more, ...(options.senders ? ['--senders', options.senders] : [])];
process.exit(spawnSync(process.execPath, again, { stdio: 'inherit', env }).status ?? 1);
