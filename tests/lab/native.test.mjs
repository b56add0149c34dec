// Every domain of the lab, checked by the command line through the real relay and by the relay's engine in its own process: no wrong
// fact, each within its deadline, and both the same answer.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { mailglass, temporaryFolder } from '../cli/mailglass.mjs';
import { withoutWords } from '../evidence/replays.mjs';
import { loadAnalyzer } from '../evidence/wasm_analyzer.mjs';
import { explorationOf } from './established.mjs';
import { differences, whoeverReads } from './expectation.mjs';
import { inWords } from '../words/in_words.mjs';
import { startLab } from './lab.mjs';
import { startRelay } from './relay.mjs';
import { scenarios } from './scenarios.mjs';

const programs = resolve(process.env.MAILGLASS_PROGRAMS ?? 'build/release');
const EXIT = { yes: 0, partly: 1, no: 2, unknown: 3 };

/** DNS gives several addresses of one host in any order. */
const sorted = (list) => list.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

/** What must not depend on how the engine was reached. */
const answer = (report, scenario) => ({
  verdict: report.verdict,
  axes: report.axes,
  routing: report.routing,
  outcomes: report.servers.map((s) => [s.host, s.preference, s.state, sorted(s.addresses.map((a) => [a.address, a.outcome, a.sentence]))]),
  findings: report.findings.filter((f) => !scenario.expect.first_visit?.includes(f.code)).map((f) => [f.code, f.assurance, sorted(f.subjects)]),
  facts: sorted(report.facts.map((f) => [f.code, f.assurance, f.subject])),
});

describe('the lab, natively', { concurrency: 8 }, () => {
  let lab, relay, analyzer;
  const folder = temporaryFolder('mailglass-native-');
  before(async () => {
    lab = await startLab();
    relay = await startRelay(programs, lab.relayConfig);
    analyzer = await loadAnalyzer(resolve(process.env.MAILGLASS_WASM_DIR ?? 'build/wasm/wasm/binding'));
    analyzer.roots(readFileSync(lab.roots));
    analyzer.anchors(readFileSync(lab.anchor));
  });
  after(async () => {
    relay?.stop();
    await lab?.stop();
  });

  const engines = {
    'by the relay': () => ['--relay', `http://127.0.0.1:${relay.port}/`, '--trust-anchor', lab.anchor],
    'in process': () => ['--config', lab.relayConfig],
  };

  // What would be is what is, at a domain where it is so.
  const WHAT_IF = [
    { domain: 'dane.test', protection: 'protected' },
    { domain: 'dane.test', set: ['tlsa=mismatches'], as: 'baddane.test', protection: 'not-protected' },
    { domain: 'baddane.test', set: ['tlsa=matches'], as: 'dane.test', protection: 'protected' },
    { domain: 'sts.test', set: ['mta-sts=testing'], as: 'teststs.test', protection: 'not-protected' },
    { domain: 'teststs.test', set: ['mta-sts=enforce'], as: 'sts.test', protection: 'protected' },
  ];
  for (const { domain, set = [], as = domain, protection } of WHAT_IF) {
    test(`what if ${domain} had ${set.join(', ') || 'nothing else'}: as ${as}`, async () => {
      const evidence = join(folder, `what-if-${domain}-${set.join()}.json`);
      const options = [...engines['in process'](), '--roots', lab.roots, '--json', '--depth', 'headline'];
      await mailglass('check', domain, ...options, '--evidence', evidence);
      const real = JSON.parse((await mailglass('check', as, ...options)).stdout);
      const read = [evidence, '--roots', lab.roots, '--trust-anchor', lab.anchor];
      const asked = await mailglass('what-if', ...read, '--json', ...set.flatMap((one) => ['--set', one]));
      const answer = JSON.parse(asked.stdout);
      assert.equal(answer.then.protection, protection);
      assert.equal(asked.code, { protected: 0, depends: 1, 'not-protected': 2 }[protection]);
      assert.equal(real.axes.active.state, { protected: 'protected', depends: 'partly', 'not-protected': 'exposed' }[protection]);
      const text = await mailglass('what-if', ...read, ...set.flatMap((one) => ['--set', one]));
      assert.match(text.stdout, new RegExp(domain.replace('.', '\\.')));
      assert.match(text.stdout, /^ {2}postfix-dane +(?:holds|asks|delivers)/m);
      assert.equal((await mailglass('what-if', evidence, '--roots', lab.roots)).code, 64, 'a root of its author’s proves nothing');
    });
  }

  test('beside the answer: reports, issuers and names of addresses, behind the headline', async () => {
    const checked = async (domain, ...more) => JSON.parse((await mailglass('check', domain, ...engines['by the relay'](), '--roots', lab.roots, '--json', '--depth', 'quick', ...more)).stdout);
    const told = (report, code) => report.facts.filter((fact) => fact.code === code).map(({ value, assurance }) => [value, assurance]);
    const dane = await checked('dane.test');
    assert.deepEqual(told(dane, 'dns.tls_rpt'), [['_smtp._tls.dane.test TXT "v=TLSRPTv1; rua=mailto:reports@dane.test"', 'verified']]);
    assert.deepEqual(told(dane, 'dns.caa'), [[['ca.lab.test'], 'reported']]);
    assert.deepEqual(told(dane, 'dns.ptr'), [[{ name: 'mx.dane.test', leads_back: true }, 'reported']]);
    const found = dane.findings.map(({ code }) => code);
    for (const code of ['tls-reports-wanted', 'issuers-named']) assert.ok(found.includes(code), code);
    assert.ok(!found.includes('reverse-name-missing'));
    const bad = await checked('baddane.test');
    assert.deepEqual(told(bad, 'dns.ptr'), [[{ name: 'mx.dane.test', leads_back: false }, 'reported']]);
    // It says of which address.
    assert.deepEqual(bad.findings.find(({ code }) => code === 'reverse-name-missing').subjects, bad.servers.map(({ host, addresses: [{ address }] }) => ({ host, address })));
    const none = await checked('sts.test');
    assert.deepEqual(told(none, 'dns.no_ptr'), [[null, 'reported']]);
    assert.deepEqual([...told(none, 'dns.caa'), ...told(none, 'dns.tls_rpt')], []);
  });

  for (const scenario of scenarios) {
    test(`${scenario.domain}: ${scenario.about}`, async () => {
      const answers = [];
      for (const [engine, options] of Object.entries(engines)) {
        const evidence = join(folder, `${scenario.domain}-${answers.length}.json`);
        const started = Date.now();
        const checked = await mailglass('check', scenario.domain, ...options(), '--roots', lab.roots, '--json', '--depth', 'headline', '--patience', String(scenario.patience_s ?? 0), '--evidence', evidence);
        const seconds = (Date.now() - started) / 1000;
        assert.ok([0, 1, 2, 3].includes(checked.code), checked.stderr);
        const report = JSON.parse(checked.stdout);
        assert.equal(checked.code, EXIT[report.verdict.word]);
        assert.deepEqual(differences(report, scenario, { returning: answers.length > 0 }), [], `${engine}: ${report.verdict.sentence.text}\n${checked.stderr}`);
        assert.ok(seconds <= scenario.deadline_s, `${engine} it took ${seconds} s`);
        const again = await mailglass('replay', evidence, '--roots', lab.roots, '--trust-anchor', lab.anchor, '--json');
        assert.deepEqual(whoeverReads(JSON.parse(again.stdout)), whoeverReads(report), 'the saved evidence runs again to the same report');
        assert.deepEqual(differences(JSON.parse(again.stdout), scenario, { returning: answers.length > 0 }), [], 'and says how sure whoever opens it can be');
        assert.ok(analyzer.replay(readFileSync(evidence)) === withoutWords(again.stdout.trimEnd()), 'the browser’s analyzer says the same bytes');
        answers.push(answer(report, scenario));
      }
      assert.deepEqual(answers[1], answers[0]);
    });
  }

  test('an exploration in process: within its budget, and its text says what its report says', async () => {
    const evidence = join(folder, 'explored.json');
    const checked = await mailglass('check', 'ecdsa.test', '--config', lab.relayConfig, '--roots', lab.roots, '--json', '--evidence', evidence);
    assert.equal(checked.code, 0, checked.stderr);
    const report = JSON.parse(checked.stdout);
    const { exploration } = report.servers[0].addresses[0];
    assert.equal(exploration.done, true);
    assert.ok(exploration.budget.used > 5 && exploration.budget.used <= exploration.budget.allowed, JSON.stringify(exploration.budget));
    const replayed = async (...args) => (await mailglass('check', '--replay', evidence, '--roots', lab.roots, '--trust-anchor', lab.anchor, ...args)).stdout;
    assert.deepEqual(whoeverReads(JSON.parse(await replayed('--json'))), whoeverReads(report));

    const said = explorationOf(inWords(report));
    const text = (await replayed()).replace(/\s+/g, ' ');
    const says = (part) => assert.ok(text.includes(part.replace(/\s+/g, ' ')), `the text lacks: ${part}`);
    says(`${exploration.budget.used} of ${exploration.budget.allowed} connections used`);
    for (const version of exploration.versions.filter((v) => v.support === 'yes')) {
      says(version.version);
      for (const choice of [...version.suites, ...version.groups]) if (choice.support === 'yes') says(choice.name);
    }
    // One prime that is small and common is told once.
    const small = said.weaknesses.find(({ code }) => code === 'tls.dh.small');
    const told = said.weaknesses.filter(({ code, verdict }) => code !== 'tls.dh.common' || verdict !== small?.verdict);
    for (const weakness of told) says(weakness.verdict === 'present' ? `${weakness.title}: ${weakness.because} (${weakness.reference})` : weakness.title);
    for (const item of said.properties) says(item.label);
    for (const item of said.not_established) says(item.what);
    for (const chain of report.servers[0].addresses[0].certificates) says(new Intl.ListFormat('en').format(chain.sent[0].certificate.dns_names));
  });

  test('the roots and extra roots of the settings are those of the check', async () => {
    const { code, stdout } = await mailglass('check', 'tls13.test', '--config', lab.relayConfig, '--depth', 'headline', '--json');
    assert.equal(code, 0);
    const report = JSON.parse(stdout);
    assert.equal(report.facts.find((f) => f.code === 'x509.trust').value.status, 'trusted');
    assert.ok(report.roots.count > 50, `only ${report.roots.count} roots`);
  });

  test('without the lab\'s leave, a check from here connects to no special address', async () => {
    const settings = join(folder, 'no-lab.toml');
    writeFileSync(settings, readFileSync(lab.relayConfig, 'utf8').replace(/^extra_roots.*$/m, '').replace(/^allow_special.*$/m, ''));
    const { code, stdout } = await mailglass('check', 'tls13.test', '--config', settings, '--json');
    const report = JSON.parse(stdout);
    assert.equal(code, 3);
    assert.equal(report.relay.lab, false);
    assert.equal(report.usage.connections, 0);
  });

  test('without a relay, a text tells of none', async () => {
    for (const domain of ['tls13.test', 'plain.test', 'bogus.test', 'silent.test']) {
      const { stdout } = await mailglass('check', domain, '--config', lab.relayConfig, '--roots', lab.roots, '--depth', 'quick');
      assert.match(stdout, /This program’s own resolver/);
      assert.doesNotMatch(stdout.replaceAll('relay.lab.test', ''), /relay/i, domain);
    }
    assert.match((await mailglass('check', 'plain.test', ...engines['by the relay'](), '--depth', 'headline')).stdout, /The relay says so/);
  });
});
