// How to fix a finding: which mail server a host is taken for, and whose steps come first. tests/findings has the table itself.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { findings, fixesOf, products } from '../../scripts/findings/table.mjs';
import { load } from './typescript.mjs';

const { recognize, fix } = await load('src/fixes/products.ts', 'src/fixes/fixes.ts');

/** A report about hosts, each with its greeting. */
const report = (greetings, domain = 'example.org') => ({
  domain,
  servers: Object.keys(greetings).map((host) => ({ host })),
  facts: Object.entries(greetings).map(([host, text]) => ({ code: 'smtp.greeting', subject: { host, address: '192.0.2.1' }, text })),
});
const finding = (code, ...hosts) => ({ code, subjects: hosts.map((host) => ({ host, address: '192.0.2.1' })) });

/** What a template comes to, as text. */
const drawn = (value) => {
  if (Array.isArray(value)) return value.map(drawn).join('');
  if (value?.strings) return value.strings.reduce((all, piece, i) => all + drawn(value.values[i - 1]) + piece);
  return typeof value === 'symbol' ? '' : String(value);
};
const headings = (text) => [...text.matchAll(/<h4>(?:<bdi>)?(.*?)(?:<\/bdi>)?<\/h4>/g)].map(([, one]) => one);
const folded = (text) => [...text.matchAll(/<summary>(?:<bdi>)?(.*?)(?:<\/bdi>)?<\/summary>/g)].map(([, one]) => one);

describe('a mail server is known by what it says, and by what it is called', () => {
  const cases = [
    ['mx.example.org', '220 mx.example.org ESMTP Postfix (Debian/GNU)', 'postfix', 'greeting'],
    ['mx.example.org', '220 mx.example.org ESMTP Exim 4.96 Mon, 30 Nov 2026', 'exim', 'greeting'],
    ['example-org.mail.protection.outlook.com', '220 X.mail.protection.outlook.com Microsoft ESMTP MAIL Service ready', 'exchange-online', 'name'],
    ['mx.example.org', '220 mx.example.org Microsoft ESMTP MAIL Service ready', 'exchange', 'greeting'],
    ['aspmx.l.google.com', '220 mx.google.com ESMTP x - gsmtp', 'google', 'name'],
    ['mx.example.org', '220 mail.example.org ESMTP Postcow', 'mailcow', 'greeting'],
    ['mxa.mailgun.pphosted.com', '220 mx ESMTP Sendmail', 'provider', 'name'],
    ['MX1.PPHOSTED.COM', '', 'provider', 'name'],
    ['mx.notpphosted.com', '220 mx ESMTP', null],
    ['mx.example.org', '220 mx.example.org ESMTP', null],
    ['postfix.example.org', '220 mx.example.org ESMTP', null],
  ];
  for (const [host, greeting, product, by] of cases) {
    test(`${host} ${greeting}`, () => assert.deepEqual(recognize(report({ [host]: greeting }), host), product ? { product, host, by } : null));
  }
});

test("the reader's own server comes first, with why, and the others are folded away", () => {
  const text = drawn(fix(report({ 'mx.example.org': '220 mx ESMTP Postfix', 'mx2.example.org': '220 mx2 ESMTP Exim 4.96' }), finding('certificate-expired', 'mx.example.org')));
  assert.deepEqual(headings(text), ['Postfix']);
  assert.match(text, /Going by the greeting of mx\.example\.org\./);
  assert.match(text, /In <code class="wrap">\/etc\/postfix\/main\.cf<\/code>:/);
  assert.match(text, /smtpd_tls_chain_files = \/etc\/letsencrypt\/live\/mx\.example\.org\/privkey\.pem/);
  assert.deepEqual(folded(text), ['At other servers', ...Object.keys(fixesOf('certificate-expired')).filter((one) => one !== 'postfix').map((one) => products[one].name ?? 'At a provider')]);
});

test('a finding about two servers has the steps of both, and one about the domain those of all', () => {
  const two = report({ 'a.example.org': '220 a ESMTP Postfix', 'b.example.org': '220 b ESMTP Exim 4.96' });
  assert.deepEqual(headings(drawn(fix(two, finding('tls-old-version', 'a.example.org', 'b.example.org')))), ['Postfix', 'Exim']);
  assert.deepEqual(headings(drawn(fix(two, finding('no-downgrade-protection')))), ['In DNS and on the web, whatever the server', 'Postfix', 'Exim']);
  assert.match(drawn(fix(two, finding('no-downgrade-protection'))), /mx: a\.example\.org\nmx: b\.example\.org\n/);
});

test('a firewall in front may be anybody’s', () => {
  assert.deepEqual(headings(drawn(fix(report({ 'mx.example.org': '220 mx ESMTP Postfix' }), finding('starttls-stripped', 'mx.example.org')))), ['Cisco ASA', 'Postfix']);
});

test('where the server cannot be told, all are there to choose from', () => {
  const text = drawn(fix(report({ 'mx.example.org': '220 mx ESMTP' }), finding('tls-old-version', 'mx.example.org')));
  assert.deepEqual(headings(text), []);
  assert.match(text, /cannot be seen from here/);
  assert.ok(folded(text).includes('Postfix'));
});

test("at a provider's, it is the provider's to change", () => {
  for (const host of ['aspmx.l.google.com', 'x.mail.protection.outlook.com', 'mx1.pphosted.com']) {
    const text = drawn(fix(report({ [host]: '220 mx ESMTP Postfix' }), finding('tls-old-version', host)));
    assert.match(text, /^\s*<h4>.*<\/h4>\s*<p class="quiet">Going by the name .*\.<\/p><p>Only whoever runs this service/);
    assert.equal(headings(text).length, 1);
  }
});

test('where the check has made the records, they are all that is to be copied: no example beside them', () => {
  const lines = ['_25._tcp.mx.example.org. TLSA 3 1 1 00ff', '_25._tcp.mx.example.org. TLSA 2 1 1 11ee'];
  const ready = (host, greeting) => drawn(fix(report({ [host]: greeting }), { ...finding('dane-mismatch', host), lines }));
  for (const [host, greeting] of [['mx.example.org', '220 mx ESMTP Postfix'], ['mx.example.org', '220 mx ESMTP'], ['x.mail.protection.outlook.com', '220 x']]) {
    const text = ready(host, greeting);
    assert.deepEqual([...text.matchAll(/<code>(.*?)<\/code><\/pre>/gs)].map(([, one]) => one), [lines.join('\n')], greeting);
    assert.doesNotMatch(text, /SHA-256|openssl/);
  }
  assert.match(ready('x.mail.protection.outlook.com', '220 x'), /Only whoever runs this service/, 'where the zone is a provider’s');
  assert.match(drawn(fix(report({ 'mx.example.org': '220 mx ESMTP Postfix' }), finding('dane-mismatch', 'mx.example.org'))), /TLSA 3 1 1 <SHA-256>/, 'without them there is an example');
});

test('names that are no names are not put into what people paste', () => {
  const hostile = 'mx$(reboot).example.org';
  const text = drawn(fix(report({ [hostile]: '220 mx ESMTP Postfix' }, '`reboot`.example'), finding('certificate-expired', hostile)));
  const pasted = [...text.matchAll(/<code>(.*?)<\/code><\/pre>/gs)].map(([, lines]) => lines).join('\n');
  assert.match(pasted, /live\/mx\.example\.org\//);
  assert.doesNotMatch(pasted, /reboot/);
});

test('every finding with steps can be drawn, for every server', () => {
  const greetings = { postfix: 'ESMTP Postfix', exim: 'ESMTP Exim 4', sendmail: 'ESMTP Sendmail 8', opensmtpd: 'ESMTP OpenSMTPD', exchange: 'Microsoft ESMTP MAIL Service', haraka: 'ESMTP Haraka', stalwart: 'Stalwart ESMTP', mailcow: 'ESMTP Postcow' };
  for (const code of Object.keys(findings)) {
    for (const [product, greeting] of Object.entries(greetings)) {
      if (!(product in fixesOf(code))) continue;
      const text = drawn(fix(report({ 'mx.example.org': `220 mx ${greeting}` }), finding(code, 'mx.example.org')));
      assert.ok(headings(text).includes(products[product].name), `${code} ${product}`);
      assert.doesNotMatch(text, /undefined|\{(?:host|domain|mx)\}|\[object/, `${code} ${product}`);
    }
  }
});

describe('an MTA-STS policy', () => {
  const steps = (code) => drawn(fix(report({ 'mx.example.org': '220 mx ESMTP' }), finding(code)));
  /** Without the marks of HTML. */
  const read = (code) => steps(code).replace(/<\/?(?:code|p)(?: [^>]*)?>/g, '');

  test('is handed out on trial, and in force only behind what has to be shown first', () => {
    for (const code of ['no-downgrade-protection', 'sts-policy-fetch-error', 'sts-policy-invalid', 'sts-mx-left-out']) {
      assert.match(steps(code), /mode: testing\nmx: mx\.example\.org\nmax_age: 86400/, code);
      assert.doesNotMatch(steps(code), /mode: enforce/, code);
      assert.match(steps(code), /Set enforce and a longer max_age, with a new id, only when reports/, code);
    }
    assert.match(read('sts-testing'), /Only when reports \(TLS-RPT\) and this check show that every server encrypts and proves its name:.*mode: enforce/s);
    assert.doesNotMatch(steps('sts-testing'), /mode: testing/);
  });

  test('has an id of the time, in place of the one that is published', () => {
    const before = new Date().toISOString().replace(/\D/g, '').slice(0, 12);
    for (const [code, where] of [['no-downgrade-protection', 'Add to DNS:'], ['sts-mx-left-out', 'In DNS, in place of the record that is there:'], ['sts-testing', 'In DNS, in place of the record that is there:']]) {
      const [, said, id] = steps(code).match(/<p>([^<]*)<\/p>\s*<pre class="text"><code>_mta-sts\.example\.org\. TXT "v=STSv1; id=(\d{12})"/) ?? [];
      assert.equal(said, where, code);
      assert.ok(id >= before, `${code}: ${id}`);
    }
  });

  test('has its host’s name added only where that does not exist', () => {
    assert.match(read('sts-policy-fetch-error'), /Add to DNS, if mta-sts\.example\.org does not exist yet:\s*<pre class="text">mta-sts\.example\.org\. CNAME www\.example\.org\./);
    assert.doesNotMatch(steps('sts-testing'), /CNAME/);
  });
});

test('that paths may differ is said where there is one', () => {
  const said = (code) => drawn(fix(report({ 'mx.example.org': '220 mx ESMTP Postfix' }), finding(code))).includes('Paths are those of common installations');
  for (const code of ['certificate-expired', 'tls-old-version', 'no-downgrade-protection']) assert.ok(said(code), code);
  for (const code of ['tls-reports-invalid', 'sts-testing', 'null-mx-beside-others']) assert.ok(!said(code), code);
});
