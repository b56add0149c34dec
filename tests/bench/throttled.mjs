// Mailglass in real time against servers that do not want to be asked quickly: a rate limit of 30 and of 2 connections a minute (Postfix's anvil,
// with its real window of 60 s), postscreen's wait of 6 s, and a tarpit. Each is explored in full and compared with the same server unhindered.
//
//   node tests/bench/throttled.mjs [--only NAME,NAME] [--seconds 4]      about a quarter of an hour; --seconds: the tarpit's delay of each reply
//
// Shown for each: no fact contradicts the unhindered run; what it lacks of that run at the same depth is listed with a reason, and with the server's own
// words where it turned us away; the check ends within its deadline. Exits with 1 if one of them is not so. Needs root.
import { parseArgs } from 'node:util';

import { contradictions, established, explorationOf, missing } from '../lab/established.mjs';
import { startLab } from '../lab/lab.mjs';
import { check, programs } from '../lab/mailglass.mjs';
import { startRelay } from '../lab/relay.mjs';
import { ownNetwork } from './network/own_network.mjs';

/** wasm/check/check.cpp: nothing new is asked after 800 s, and the check is over after 900 s. */
const CHECK_DEADLINE_S = 900;

const NET = '127.25.3.';
const TLS = { smtpd_tls_protocols: '>=TLSv1.2' };
const per_minute = (connections) => ({ kind: 'postfix', parameters: { ...TLS, smtpd_client_connection_rate_limit: String(connections) } });
/** Standard depth never makes 30 connections, so that limit is met at full depth. */
const CASES = [
  { name: 'unhindered', server: { kind: 'postfix', parameters: TLS } },
  { name: 'thirty', depth: 'full', server: per_minute(30), about: '30 connections a minute, then 421' },
  { name: 'two', depth: 'standard', server: per_minute(2), about: '2 connections a minute, then 421' },
  { name: 'postscreen', depth: 'standard', server: { kind: 'postscreen', parameters: TLS }, about: 'postscreen greets after 6 s' },
  { name: 'tarpit', depth: 'standard', server: { kind: 'postfix', parameters: TLS }, about: 'a tarpit' },
].map((c, i) => ({ ...c, domain: `${c.name}.test`, host: `mx.${c.name}.test`, address: NET + (10 + i), behind: NET + (100 + i) }));

// The relay's own defaults, but for its bounds: within 24 connections to one address, 30 a minute would never be met.
const RELAY = '[limits]\nconnections = 500\nper_address = 150\n';

/** `known`: what is established of the server unhindered, at full depth; `same`: at this check's depth. */
function problemsOf(report, seconds, known, same) {
  const exploration = explorationOf(report);
  const said = established(exploration);
  const problems = contradictions(said, (what) => known.get(what)).map((words) => `wrong fact: ${words}`);
  if (seconds > CHECK_DEADLINE_S) problems.push(`took ${seconds.toFixed(0)} s`);
  if (!report.complete || !exploration.done) problems.push('did not come to its end');
  const open = exploration.not_established;
  const lacking = missing(said, same);
  if (lacking.length > 0 && !open.some((item) => ['turned-away', 'not-reached', 'unclear'].includes(item.why))) problems.push(`lacks, without a reason: ${lacking.join(', ')}`);
  for (const item of open) {
    if (item.why === 'turned-away' && !item.server_words) problems.push(`${item.what.phrase}: turned away, without the server's words`);
  }
  return problems;
}

ownNetwork();
const { values } = parseArgs({ options: { only: { type: 'string' }, seconds: { type: 'string', default: '4' } } });
const only = values.only?.split(',');
const chosen = CASES.filter((c) => c.name === 'unhindered' || !only || only.includes(c.name));
const lab = await startLab({
  name: 'throttled',
  relay: RELAY,
  scenarios: chosen.map((c) => ({
    domain: c.domain,
    records: [`${c.domain}. MX 10 ${c.host}.`, `${c.host}. A ${c.address}`],
    servers: c.name === 'tarpit'
      ? [{ ...c.server, host: c.host, address: c.behind, certificate: 'rsa' }, { kind: 'tarpit', host: c.host, address: c.address, behind: c.behind, ms: Number(values.seconds) * 1000 }]
      : [{ ...c.server, host: c.host, address: c.address, certificate: 'rsa' }],
  })),
});
let relay;
let failed = 0;
try {
  relay = await startRelay(programs, lab.relayConfig);
  const measure = async (c) => {
    const begun = performance.now();
    const report = await check(c.domain, { relay, roots: lab.roots, anchor: lab.anchor, depth: c.depth });
    return { report, seconds: (performance.now() - begun) / 1000 };
  };
  const [first, ...others] = chosen;
  const unhindered = {};
  for (const depth of ['full', 'standard']) unhindered[depth] = established(explorationOf((await measure({ ...first, depth })).report));
  const show = (c, { report, seconds }) => {
    const e = explorationOf(report);
    const problems = problemsOf(report, seconds, unhindered.full, unhindered[c.depth]);
    if (problems.length > 0) failed++;
    const whole = unhindered[c.depth];
    console.log(`${problems.length > 0 ? '✘' : '✔'} ${c.about} (${c.depth} depth): ${seconds.toFixed(1)} s, ${report.usage.connections} connections, ${e.budget.turned_away} of them turned away; `
      + `${whole.size - missing(established(e), whole).length} of the ${whole.size} facts that are established unhindered; ${(e.pace.spacing_us / 1e6).toFixed(1)} s between two connections at the end`);
    for (const item of e.not_established) console.log(`    open: ${item.what.text}: ${item.reason.text}${item.server_words ? ` – “${item.server_words}”` : ''}`);
    for (const problem of problems) console.log(`    ✘ ${problem}`);
  };
  await Promise.all(others.map(async (c) => show(c, await measure(c))));
} finally {
  relay?.stop();
  await lab.stop();
}
process.exitCode = failed ? 1 : 0;
