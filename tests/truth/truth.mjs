// Starts real servers with random configurations, explores each through STARTTLS, and compares every fact with the configuration.
//   node truth.mjs --probe PATH --server PATH [--count N] [--seed S] [--depth standard|full] [--old-node PATH] [--only KIND] [--tls13-only]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gnutlsConfiguration, newOpensslConfiguration, opensslConfiguration } from './configurations.mjs';
import { coverage, differences } from './expectation.mjs';
import { drawn, explore } from './exploring.mjs';
import { extensionTally } from './hello_extensions.mjs';
import { makeMaterial } from './material.mjs';
import { oldConfiguration } from './old_configuration.mjs';

const { values: options } = parseArgs({
  options: {
    probe: { type: 'string' }, server: { type: 'string' }, count: { type: 'string', default: '40' }, seed: { type: 'string', default: '1' },
    depth: { type: 'string' }, 'old-node': { type: 'string' }, only: { type: 'string' }, verbose: { type: 'boolean', default: false }, 'tls13-only': { type: 'boolean', default: false },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'mailglass-truth-'));
const material = makeMaterial(folder);
const tls13Only = options['tls13-only'];
const makers = {
  openssl: (random, port) => opensslConfiguration(random, material, port, { tls13Only }),
  'openssl-3.5': (random, port) => newOpensslConfiguration(random, material, port, { tls13Only, server: options.server }),
  gnutls: (random, port) => gnutlsConfiguration(random, material, port, { tls13Only }),
};
if (options['old-node'] && !tls13Only) makers.old = (random, port) => oldConfiguration(random, material, port, options['old-node']);

async function check(seed) {
  const { kind, depth, port, configuration, budget } = await drawn(seed, makers, options);
  const { facts } = await explore(configuration, port, { probe: options.probe, depth, budget });
  return { seed, kind, depth, facts, wrong: differences(facts, configuration.truth), configuration };
}

const totals = { configurations: 0, facts: 0, wrong: 0, connections: 0, failed: 0 };
const byKind = {};
const extensions = extensionTally();
try {
  for (let seed = Number(options.seed); seed < Number(options.seed) + Number(options.count); ++seed) {
    let result;
    try {
      result = await check(seed);
    } catch (error) {
      ++totals.failed;
      console.log(`seed ${seed}: the server could not be tried: ${String(error.message).slice(0, 600)}`);
      continue;
    }
    const { kind, depth, facts, wrong, configuration } = result;
    const covered = coverage(facts);
    ++totals.configurations;
    totals.facts += covered.facts;
    totals.wrong += wrong.length;
    totals.connections += facts.usage.used;
    extensions.add(facts, configuration.truth.given);
    const sum = (byKind[kind] ??= { configurations: 0, facts: 0, connections: 0, wrong: 0 });
    ++sum.configurations;
    sum.facts += covered.facts;
    sum.connections += facts.usage.used;
    sum.wrong += wrong.length;
    if (wrong.length > 0 || options.verbose) {
      console.log(`seed ${seed} (${kind}, ${depth}): ${wrong.length} wrong, ${facts.usage.used} connections\n  ${wrong.slice(0, 12).join('\n  ')}`);
      if (options.verbose || wrong.length > 0) console.log(`  ${[configuration.command, ...configuration.args].join(' ')}\n  ${facts.probes.join('\n  ')}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const [kind, sum] of Object.entries(byKind)) {
  console.log(`${kind}: ${sum.configurations} configurations, ${sum.facts} facts, ${sum.wrong} wrong, ${(sum.connections / sum.configurations).toFixed(1)} connections each`);
}
for (const { name, given, yes, no, open } of extensions.counts) {
  console.log(`${name}: ${given} servers have them; said ${yes} times yes, ${no} times no, ${open} times left open`);
}
// A fact that nobody states cannot be wrong: among many servers of every kind each is stated both ways.
const unstated = options.only || totals.configurations < 100 ? [] : extensions.counts.filter(({ yes, no }) => yes === 0 || no === 0);
for (const { name } of unstated) console.log(`${name}: not compared both ways`);
console.log(`${totals.configurations} configurations, ${totals.facts} facts, ${totals.wrong} wrong, ${totals.failed} not tried`);
process.exitCode = totals.wrong === 0 && totals.failed === 0 && totals.configurations > 0 && unstated.length === 0 ? 0 : 1;
