// Facts against random configurations of many TLS stacks behind one STARTTLS front, and against a few chosen ones.
//   node stacks.mjs --probe PATH --server PATH --programs FOLDER [--old-node PATH] [--count N] [--seed S] [--depth standard|full] [--only STACK] [--peers SHARE] [--verbose]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { gnutlsConfiguration, newOpensslConfiguration, opensslConfiguration } from './configurations.mjs';
import { coverage, differences } from './expectation.mjs';
import { drawn, explore } from './exploring.mjs';
import { makeMaterial } from './material.mjs';
import { oldConfiguration } from './old_configuration.mjs';
import { besides, peersOf } from './peers.mjs';
import { freePort } from './servers.mjs';
import { bearsslConfiguration } from './stacks/bearssl.mjs';
import { botanConfiguration } from './stacks/botan.mjs';
import { cases } from './stacks/cases.mjs';
import { goConfiguration } from './stacks/go.mjs';
import { javaConfiguration } from './stacks/java.mjs';
import { mbedtlsConfiguration } from './stacks/mbedtls.mjs';
import { nodeConfiguration } from './stacks/node.mjs';
import { nssConfiguration } from './stacks/nss.mjs';
import { wolfsslConfiguration } from './stacks/wolfssl.mjs';

const { values: options } = parseArgs({
  options: {
    probe: { type: 'string' }, server: { type: 'string' }, programs: { type: 'string' }, 'old-node': { type: 'string' }, count: { type: 'string', default: '26' }, seed: { type: 'string', default: '1' },
    depth: { type: 'string' }, only: { type: 'string' }, peers: { type: 'string', default: '0' }, verbose: { type: 'boolean', default: false },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'mailglass-stacks-'));
const material = makeMaterial(folder);
const built = (name) => join(dirname(options.server), name);
const program = (name) => join(options.programs, name);
const programs = { go: program('go_server'), mbedtls: built('mbedtls_server'), bearssl: built('bearssl_server'), botan: built('botan_server'), wolfssl: built('wolfssl_server'), java: program('java') };
const nodes = { 'node-12': program('node-12/bin/node'), 'node-16': program('node-16/bin/node'), 'node-20': process.execPath };

const makers = {
  'openssl-3.0': (random, port) => opensslConfiguration(random, material, port, {}),
  'openssl-3.5': (random, port) => newOpensslConfiguration(random, material, port, { server: options.server }),
  gnutls: (random, port) => gnutlsConfiguration(random, material, port, {}),
  go: (random, port) => goConfiguration(random, material, port, { programs }),
  mbedtls: (random, port) => mbedtlsConfiguration(random, material, port, { programs }),
  bearssl: (random, port) => bearsslConfiguration(random, material, port, { programs }),
  botan: (random, port) => botanConfiguration(random, material, port, { programs }),
  wolfssl: (random, port) => wolfsslConfiguration(random, material, port, { programs }),
  java: (random, port) => javaConfiguration(random, material, port, { programs }),
  nss: (random, port) => nssConfiguration(random, material, port),
  ...Object.fromEntries(Object.entries(nodes).map(([name, node]) => [name, (random, port) => nodeConfiguration(random, material, port, { node })])),
};
if (options['old-node']) makers['openssl-1.0'] = (random, port) => oldConfiguration(random, material, port, options['old-node']);

async function compare(configuration, port, depth, budget, asksPeers) {
  const { facts, peers } = await explore(configuration, port, { probe: options.probe, depth, budget }, asksPeers ? peersOf : undefined);
  const { truth } = configuration;
  const heard = Object.values(peers ?? {}).filter(Boolean);
  const laid = heard.map((told) => besides({ facts, truth, depth }, told));
  const beside = Object.fromEntries(['wrong', 'doubtful', 'open'].map((what) => [what, laid.flatMap((one) => one[what])]));
  const told = heard.reduce((sum, { suites, groups }) => sum + suites.length + groups.length, 0);
  return { depth, facts, configuration, told, unheard: Object.keys(peers ?? {}).length - heard.length, beside, wrong: [...differences(facts, truth), ...beside.wrong, ...beside.doubtful] };
}

async function checkRandom(seed) {
  const { random, kind, depth, port, configuration, budget } = await drawn(seed, makers, options);
  return { kind, ...(await compare(configuration, port, depth, budget, random.chance(Number(options.peers)))) };
}

async function checkCase(name) {
  const port = await freePort();
  return { kind: name, ...(await compare(cases[name](material, port, programs), port, 'full', '0', false)) };
}

const sums = {};
const reasons = {};
let failed = 0;
const first = Number(options.seed);
const named = Object.keys(cases).filter((name) => options.only === undefined || options.only === name).map((name) => [name, () => checkCase(name)]);
const seeds = Array.from({ length: Number(options.count) }, (_, place) => first + place);
const random = options.only in cases ? [] : seeds.map((seed) => [`seed ${seed}`, () => checkRandom(seed)]);
try {
  for (const [what, check] of [...named, ...random]) {
    let result;
    try {
      result = await check();
    } catch (error) {
      ++failed;
      console.log(`${what}: the server could not be tried: ${String(error.message).slice(0, 600)}`);
      continue;
    }
    const { kind, depth, facts, wrong, configuration, told, unheard, beside } = result;
    const sum = (sums[kind] ??= { configurations: 0, facts: 0, wrong: 0, connections: 0, told: 0, open: 0, unheard: 0 });
    ++sum.configurations;
    sum.facts += coverage(facts).facts;
    sum.wrong += wrong.length;
    sum.connections += facts.usage.used;
    sum.told += told;
    sum.unheard += unheard;
    sum.open += beside.open.length;
    for (const { why } of beside.open) reasons[why] = (reasons[why] ?? 0) + 1;
    if (wrong.length === 0 && !options.verbose) continue;
    console.log(`${what} (${kind}, ${depth}): ${wrong.length} wrong, ${facts.usage.used} connections\n  ${wrong.slice(0, 12).join('\n  ')}`);
    console.log(`  ${[configuration.command, ...configuration.args].join(' ')}`);
    if (options.verbose) console.log(`  ${facts.probes.join('\n  ')}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const stacks = Object.keys(sums).filter((kind) => !(kind in cases)).length;
const total = { configurations: 0, facts: 0, wrong: 0 };
for (const [kind, sum] of Object.entries(sums)) {
  for (const name of Object.keys(total)) total[name] += sum[name];
  console.log(`${kind}: ${sum.configurations} configurations, ${sum.facts} facts, ${sum.wrong} wrong, ${(sum.connections / sum.configurations).toFixed(1)} connections each${sum.told > 0 ? `, ${sum.told} facts of sslscan's and nmap's, ${sum.open} of them left open here` : ''}${sum.unheard > 0 ? `, ${sum.unheard} times one of them came to no end` : ''}`);
}
for (const [why, count] of Object.entries(reasons)) console.log(`left open, though a peer tells it, ${count} times: ${why}`);
console.log(`${total.configurations} configurations of ${stacks} stacks, ${total.facts} facts, ${total.wrong} wrong, ${failed} not tried`);
process.exitCode = total.wrong === 0 && failed === 0 && total.configurations > 0 ? 0 : 1;
