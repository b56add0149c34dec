// Saved evidence of real servers runs again to the same report, byte for byte: natively, in WebAssembly, and twice.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, test } from 'node:test';

import { established, explorationOf } from '../lab/established.mjs';
import { differences } from '../lab/expectation.mjs';
import { scenarios } from '../lab/scenarios.mjs';
import { anchorsFile, evidenceNames, evidenceText, replayNatively, rootsFile, withoutWords } from './replays.mjs';
import { shownOtherwise } from './shown.mjs';
import { loadAnalyzer } from './wasm_analyzer.mjs';

const analyzer = await loadAnalyzer(resolve(process.env.MAILGLASS_WASM_DIR ?? 'build/wasm/wasm/binding'));
analyzer.roots(readFileSync(rootsFile));

describe('evidence', () => {
  for (const name of evidenceNames) {
    test(name, () => {
      const text = evidenceText(name);
      const report = replayNatively(text);
      assert.ok(report.length > 1000);
      assert.equal(replayNatively(text), report);
      const bare = withoutWords(report);
      assert.equal(analyzer.replay(text), bare, 'WebAssembly says the same bytes');
      assert.equal(analyzer.replay(text), bare);
      assert.deepEqual(shownOtherwise(analyzer, JSON.parse(bare)), [], 'the page shows what the report says');
      const { domain, plan = 0 } = JSON.parse(text);
      const scenario = scenarios.find((s) => s.domain === domain);
      const { expect: now } = scenario;
      // Before DNSSEC was validated here, and policies fetched, whether published protection holds was open.
      const expect = { ...now, ...(plan < 3 ? now.older : {}), ...(plan < 6 ? now.unchecked : {}) };
      assert.deepEqual(differences(JSON.parse(report), { ...scenario, expect, policy: plan < 6 ? undefined : scenario.policy }), []);
      // A file's name says to what depth its addresses were explored.
      const [, depth] = name.match(/-(\w+)\.json\.gz$/) ?? [];
      if (!depth) return;
      const exploration = explorationOf(JSON.parse(report));
      assert.equal(exploration.depth, depth);
      assert.ok(exploration.done && exploration.budget.used > 6);
      const facts = established(exploration);
      for (const { version } of exploration.versions) assert.ok(facts.has(version), `${version} was not settled`);
    });
  }

  test('signatures, and what senders do, are told when they are asked for, as the report has them', () => {
    const text = evidenceText('../scripted/signed.test.json.gz');
    analyzer.anchors(readFileSync(anchorsFile));
    const report = JSON.parse(analyzer.replay(text));
    assert.equal(JSON.stringify(report), withoutWords(replayNatively(text, anchorsFile)));
    for (const { id, chain } of report.lookups) assert.deepEqual(JSON.parse(analyzer.chain(id)), chain);
    assert.equal(report.lookups.filter(({ chain }) => chain?.state === 'secure').length, report.lookups.length);
    assert.equal(analyzer.chain(4711), null);

    assert.deepEqual(JSON.parse(analyzer.policy()), report.policy);

    const asked = (settings, without = []) => JSON.parse(analyzer.whatIf(JSON.stringify({ settings, without })) ?? 'null');
    assert.deepEqual(asked([]), { settings: [], without: [], now: report.interference, then: report.interference });
    assert.equal(report.interference.protection, 'protected');
    assert.equal(asked(['tlsa=mismatches']).then.protection, 'not-protected');
    assert.deepEqual(asked(['tlsa=mismatches']).now, report.interference);
    assert.equal(asked(['tlsa=perfect']), null);
    assert.equal(asked([], ['mx.dane.test']), null, 'no server is left');
    for (const malformed of ['', '[]', '{"settings":[]}', '{"settings":[1],"without":[]}', '{"settings":"tlsa=none","without":[]}']) assert.equal(analyzer.whatIf(malformed), null);

    analyzer.anchors(readFileSync('web/anchors.txt'));
    assert.equal(JSON.parse(analyzer.replay(text)).interference, null, 'a root of the author’s proves nothing');
    assert.equal(asked([]), null);
  });

  // OpenSSL without assembly, as the browser has it, wants random numbers also where it only verifies on a curve.
  for (const [name, expected] of Object.entries({
    'ecdsa-authority': { 'x509.trust': { status: 'trusted' } },
    'ecdsa-staple': { 'x509.trust': { status: 'trusted' }, 'x509.staple': { worth: 'revoked', signer: 'issuer' } },
  })) {
    test(`signatures of an authority by ECDSA hold in WebAssembly as they do natively: ${name}`, () => {
      const text = evidenceText(`../scripted/${name}.test.json.gz`);
      const report = JSON.parse(analyzer.replay(text));
      assert.equal(JSON.stringify(report), withoutWords(replayNatively(text)));
      for (const [code, members] of Object.entries(expected)) {
        const { value } = report.facts.find((fact) => fact.code === code);
        for (const [member, what] of Object.entries(members)) assert.equal(value[member], what, `${code} ${member}`);
      }
      for (const { chain } of report.lookups) assert.equal(chain?.state ?? 'secure', 'secure');
    });
  }

  // There it draws them where it verifies, and what is drawn behind that must be the same all the same.
  test('the client’s key before TLS 1.3 is the same in WebAssembly where the server signs by ECDSA', () => {
    const text = evidenceText('../scripted/ecdsa-tls12.test.json.gz');
    const report = JSON.parse(analyzer.replay(text));
    assert.equal(JSON.stringify(report), withoutWords(replayNatively(text)));
    assert.equal(report.servers[0].addresses[0].outcome, 'encrypted');
    assert.equal(report.facts.find(({ code }) => code === 'tls.version').value, 'TLS 1.2');
  });

  test('what the page rehearses is a whole check, and leaves nothing behind', () => {
    const current = analyzer.replay(evidenceText('plain.test.json.gz'));
    const rehearsal = readFileSync('web/rehearsal.json', 'utf8');
    const snapshot = JSON.parse(analyzer.rehearse(rehearsal));
    assert.equal(analyzer.report(), current);
    assert.ok(snapshot.complete && snapshot.headline_us !== null);
    // A handshake that this analyzer no longer says would end at the ServerHello, and warm up little.
    const report = JSON.parse(analyzer.replay(rehearsal));
    assert.ok(report.probes[0].tls.some((message) => message.from === 'server' && message.name === 'Finished'));
    assert.equal(report.probes[0].inside.state, 'answered', 'and so would one without words inside TLS');
    assert.ok(report.lookups.some(({ chain }) => chain?.state === 'secure'), 'and one without signatures');
  });

  const broken = { 'no JSON': 'hello', 'another format': '{"format":"x"}', 'no seed': '{"format":"mailglass-evidence/1","domain":"a.test"}', 'deeply nested': '['.repeat(100000) };
  for (const [what, text] of Object.entries(broken)) {
    test(`a file with ${what} is refused in words`, () => {
      const result = analyzer.tryReplay(text);
      assert.equal(result.ok, false);
      assert.ok(result.text.length > 5);
    });
  }
});
