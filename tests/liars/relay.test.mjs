// A relay that lies, between the real command line and real servers: nothing that it can make up is called verified, nor authenticated where the
// session's keys would show it.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';

import { mailglass } from '../lab/mailglass.mjs';
import { files, liar, server, stopAll } from './world.mjs';

after(stopAll);

const HOST = 'mx.example.test';
const ADDRESS = '192.0.2.1';
const ZONE = { 'example.test MX': [`10 ${HOST}`], [`${HOST} A`]: [ADDRESS] };

/** What a check through this relay says. */
async function through(lie, port, { depth = 'headline', zone = ZONE, addresses = [ADDRESS], more } = {}) {
  const relay = await liar(lie, zone, Object.fromEntries(addresses.map((address) => [address, { port }])), more);
  const { code, stdout, stderr } = await mailglass(['check', 'example.test', '--relay', `ws://127.0.0.1:${relay}/ws`, '--roots', files.root, '--json', '--depth', depth]);
  assert.ok([0, 1, 2, 3].includes(code), `exit code ${code}: ${stderr}`);
  const report = JSON.parse(stdout);
  assert.equal(report.relay.name, 'liar/1');
  return report;
}
const codes = (list, ...assurances) => [...new Set(list.filter(({ assurance }) => assurances.includes(assurance)).map(({ code }) => code))].sort();
const fact = (report, code) => report.facts.find((one) => one.code === code);
const finding = (report, code) => report.findings.find((one) => one.code === code);
const isProven = ({ assurance }) => assurance === 'verified' || assurance === 'authenticated';
/** Nothing but the key may be proven where the server's Finished was not seen before TLS 1.3. */
const KEY_ALONE = ['x509.key'];

function provesTheKeyAtMost(report) {
  assert.deepEqual(codes(report.facts, 'authenticated'), []);
  assert.deepEqual(codes(report.facts, 'verified').filter((code) => !KEY_ALONE.includes(code)), []);
  assert.deepEqual(codes(report.findings, 'verified', 'authenticated'), []);
}

describe('an honest relay', () => {
  test('gets TLS 1.3 verified', async () => {
    const report = await through('honestBytes', await server(files.valid, 'mx'));
    for (const code of ['tls.version', 'tls.suite', 'tls.group', 'x509.leaf', 'x509.validity', 'x509.name', 'x509.trust']) assert.equal(fact(report, code).assurance, 'verified', code);
  });

  test('gets TLS 1.2 authenticated, once its Finished came', async () => {
    const report = await through('honestBytes', await server(files.valid, 'mx', '-tls1_2'));
    for (const code of ['tls.version', 'tls.suite', 'x509.leaf', 'x509.validity', 'x509.name', 'x509.trust']) assert.equal(fact(report, code).assurance, 'authenticated', code);
  });
});

describe('a relay that lies', () => {
  test('cannot get a renewed certificate proven in place of the one that ended, which TLS 1.2 does not sign', async () => {
    const report = await through('renewed', await server(files.expired, 'mx', '-tls1_2'));
    assert.equal(fact(report, 'x509.validity').text.phrase, 'said.valid-left', 'the lie came through');
    provesTheKeyAtMost(report);
  });

  for (const [what, args] of Object.entries({ 'TLS 1.2': ['-tls1_2'], 'TLS 1.3 too': [] })) {
    test(`cannot get another certificate proven in the exploration of a server with ${what}`, async () => {
      const report = await through('renewedInQuestions', await server(files.valid, 'mx', ...args), { depth: 'standard' });
      const other = fact(report, 'x509.other_leaf');
      assert.ok(other, 'the lie came through');
      assert.ok(!isProven(other), `the certificate that the server does not have is ${other.assurance}`);
    });
  }

  test('cannot get an order or a number of certificates proven that the server does not have', async () => {
    const report = await through('shuffled', await server(files.valid, 'mx', '-tls1_2'), { depth: 'standard' });
    const told = report.findings.filter(({ code }) => ['certificate-chain-order', 'certificate-chain-extra', 'certificate-root-sent'].includes(code));
    assert.ok(told.length > 0, 'the lie came through');
    for (const one of told) assert.ok(!isProven(one), `${one.code} is ${one.assurance}`);
  });

  test('cannot get an OCSP answer proven that it fetched itself', async () => {
    const report = await through('stapled', await server(files.valid, 'mx', '-tls1_2'), { depth: 'standard' });
    assert.equal(fact(report, 'x509.staple')?.value.worth, 'good', 'the lie came through');
    assert.ok(!isProven(fact(report, 'x509.staple')));
  });

  test('cannot pass off an OCSP answer of years ago as one of today', async () => {
    const report = await through('stapled', await server(files.valid, 'mx', '-tls1_2'), { depth: 'standard', more: { ocsp: files.oldOcsp } });
    assert.equal(fact(report, 'x509.staple')?.value.worth, 'stale');
    assert.ok(!isProven(fact(report, 'x509.staple')));
  });

  for (const version of ['-tls1_2', '-tls1_3']) {
    test(`cannot get proven that a server answers only the smaller hello (${version})`, async () => {
      const report = await through('swallowed', await server(files.valid, 'mx', version));
      const told = finding(report, 'large-hello-intolerant');
      assert.ok(told, 'the lie came through');
      assert.ok(!isProven(told), told.assurance);
    });
  }

  test('cannot get a key agreement or a signature proven that the server would not choose', async () => {
    const report = await through('narrowed', await server(files.valid, 'mx', '-tls1_2'));
    assert.match(JSON.stringify(fact(report, 'tls.dh_bits')?.text ?? fact(report, 'tls.group')?.text ?? ''), /dh-bits|ffdhe/, 'the lie came through');
    assert.match(fact(report, 'tls.signature_scheme').text, /sha1/i, 'the lie came through');
    provesTheKeyAtMost(report);
  });
});

describe('what is bound is a name', () => {
  test('a web server of the name proves the name, and nothing about the address, the port or SMTP', async () => {
    const other = 'mx2.example.test';
    const zone = { 'example.test MX': [`10 ${HOST}`, `20 ${other}`], [`${HOST} A`]: [ADDRESS], [`${other} A`]: ['192.0.2.2'] };
    const report = await through('honestBytes', await server(files.valid, 'mx', '-www'), { zone, addresses: [ADDRESS, '192.0.2.2'] });
    assert.equal(fact(report, 'x509.key').assurance, 'verified', 'a server that holds the key for the name did answer');
    for (const one of report.facts.filter(({ code }) => /^(smtp|dns)\./.test(code))) assert.ok(!isProven(one), `${one.code} is ${one.assurance}`);
    const same = finding(report, 'same-key');
    assert.ok(same, 'the lie came through');
    assert.ok(!isProven(same), `that two addresses are two servers is the word of the relay, and not ${same.assurance}`);
  });

  test('the attacker\'s own server proves the attacker\'s name, and that it takes mail for the domain is only reported', async () => {
    const host = 'mx.attacker.test';
    const zone = { 'example.test MX': [`10 ${host}`], [`${host} A`]: [ADDRESS] };
    const report = await through('honestBytes', await server(files.attacker, 'attacker'), { zone });
    assert.equal(fact(report, 'dns.mx').assurance, 'reported');
    assert.equal(report.routing.name_source, 'mx');
    assert.ok(JSON.stringify(finding(report, 'certificate-verified').text).includes(report.routing.name_words.phrase), 'where the name came from stands beside the proof of it');
    for (const one of report.facts.filter(isProven)) assert.equal(one.subject.host, host, `${one.code} is about another name`);
    for (const one of report.findings.filter(isProven)) {
      assert.ok(one.subjects.length > 0, `${one.code} is about the domain`);
      for (const subject of one.subjects) assert.equal(subject.host, host, `${one.code} is about another name`);
    }
  });
});
