// The table of what helps (docs/findings/findings.json) knows every finding and is whole in itself, and the pages made of it are up to date.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { describe, test } from 'node:test';

import { analyzerFindings, pages } from '../../scripts/findings/pages.mjs';
import { filled, findings, fixesOf, products, remedies } from '../../scripts/findings/table.mjs';

const root = new URL('../../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');
const rows = analyzerFindings();

test('the table has a row for each finding of the analyzer, in its order, and no other', () => {
  assert.deepEqual(Object.keys(findings), rows.map(({ code }) => code));
});

test('every finding has an up-to-date page, and no other page is there (node scripts/findings/pages.mjs)', () => {
  const made = pages(rows);
  assert.deepEqual(readdirSync(new URL('docs/findings/', root)).filter((name) => name.endsWith('.md')).sort(), [...made.keys()].sort());
  const old = [...made].filter(([name, text]) => read(`docs/findings/${name}`) !== text).map(([name]) => name);
  assert.deepEqual(old, []);
});

describe('each row', () => {
  for (const { code, advised } of rows) {
    test(code, () => {
      const row = findings[code];
      assert.match(row.judged, /^[A-Z].*\.$/);
      assert.ok(existsSync(new URL(row.in, root)), row.in);
      assert.ok([row.in, row.in.replace(/\.cpp$/, '.h')].some((file) => existsSync(new URL(file, root)) && read(file).includes(`"${code}"`)), `${row.in} knows no ${code}`);
      for (const source of row.source) assert.match(source, /^(?:RFC \d+(?: section [\d.]+)?|CVE-\d+-\d+|FIPS \d+|NIST SP [\d-]+ part \d section [\d.]+|CA\/Browser Forum Baseline Requirements section [\d.]+)$/);
      // What nothing can be done about needs no steps; what is only asked for may be left as it is.
      if (!advised && code !== 'client-certificate-requested') assert.deepEqual(row.fix, []);
    });
  }
});

test('every remedy is of use, for products that there are, and leaves open only what is filled in', () => {
  const used = new Set(Object.values(findings).flatMap(({ fix }) => fix));
  assert.deepEqual(Object.keys(remedies).filter((remedy) => !used.has(remedy)), []);
  assert.deepEqual([...used].filter((remedy) => !(remedy in remedies)), []);
  for (const remedy of Object.values(remedies)) assert.deepEqual(Object.keys(remedy).filter((product) => !(product in products)), []);
  const lines = Object.keys(findings).flatMap((code) => Object.values(fixesOf(code)).filter((steps) => steps !== 'provider').flat()).flatMap((step) => [step.in, step.serve, step.unless, ...['lines', 'run', 'add', 'instead', 'remove'].flatMap((kind) => step[kind] ?? [])].filter(Boolean));
  assert.ok(lines.length > 500);
  assert.deepEqual(lines.flatMap((line) => filled(line, { host: 'h', domain: 'd', mx: ['m'], id: '1' })).filter((line) => /\{(?!host|domain)\w+\}|\{host\}|\{domain\}/.test(line)), []);
});

test('steps of several remedies for one place are one step, and what makes them so comes last', () => {
  assert.deepEqual(fixesOf('starttls-not-supported').postfix.map((step) => Object.keys(step)[0]), ['run', 'in', 'run']);
  assert.deepEqual(fixesOf('starttls-not-supported').postfix[1].lines.length, 2);
  assert.equal(fixesOf('certificate-expired').google, 'provider');
  assert.equal(fixesOf('no-downgrade-protection').google, undefined);
});

test('products are known by what they say, and by the names of their hosts', () => {
  const by = (text) => Object.entries(products).filter(([, { greeting }]) => greeting && new RegExp(greeting).test(text)).map(([product]) => product);
  const greetings = {
    '220 mx.example.org ESMTP Postfix (Debian/GNU)': 'postfix',
    '220 mx.example.org ESMTP Exim 4.96 Mon, 30 Nov 2026 07:00:00 +0000': 'exim',
    '220 mx.example.org ESMTP Sendmail 8.17.1/8.17.1; Mon, 30 Nov 2026': 'sendmail',
    '220 mx.example.org ESMTP OpenSMTPD': 'opensmtpd',
    '220 EX01.example.org Microsoft ESMTP MAIL Service ready at Mon, 30 Nov 2026': 'exchange',
    '220 mx.google.com ESMTP 4fb4d7f45d1cf-5c8b6d si1 - gsmtp': 'google',
    '220 mx.example.org ESMTP Haraka/3.0.3 ready': 'haraka',
    '220 mx.example.org Stalwart ESMTP at your service': 'stalwart',
    '220 mail.example.org ESMTP Postcow': 'mailcow',
    '220 mx.example.org ESMTP': undefined,
  };
  for (const [text, product] of Object.entries(greetings)) assert.deepEqual(by(text), product ? [product] : [], text);
});
