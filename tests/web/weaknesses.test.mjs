// Which weaknesses a suite's row in the table names, and how a weakness is shown there.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { load } from './typescript.mjs';

const { broughtBy, present, shortTitle, worst } = await load('src/view/weaknesses.ts');

const suite = (version, id) => ({ version, id, name: `TLS_${id}` });
const weakness = (code, more) => ({ code, title: code, reference: 'RFC', verdict: 'present', severity: null, because: '', suites: [], groups: [], evidence: [], ...more });
const exploration = {
  weaknesses: [
    weakness('both versions', { suites: [suite('TLS 1.0', '000a'), suite('TLS 1.2', '000a'), suite('TLS 1.2', '002f')] }),
    weakness('one version', { suites: [suite('TLS 1.0', '000a')] }),
    weakness('absent', { verdict: 'absent' }),
    weakness('by a group of the same number', { groups: [suite('TLS 1.0', '000a')] }),
    weakness('by its words alone', { because: 'accepts TLS_000a in TLS 1.0' }),
  ],
};

describe('a suite brings about the weaknesses that list it in its version', () => {
  const cases = [
    ['TLS 1.0', '000a', ['both versions', 'one version']],
    ['TLS 1.2', '000a', ['both versions']],
    ['TLS 1.2', '002f', ['both versions']],
    ['TLS 1.0', '002f', []],
    ['TLS 1.1', '000a', []],
  ];
  for (const [version, id, codes] of cases) {
    test(`${id} in ${version}`, () => assert.deepEqual(broughtBy(exploration, id, version).map((w) => w.code), codes));
  }
});

test('a suite’s remarks are short', async () => {
  for (const [code, short] of [['tls.cbc', 'CBC suites'], ['tls.suites.static-rsa', 'Static RSA'], ['tls.suites.rc4', 'RC4']]) assert.equal(shortTitle(weakness(code)), short);
});

test('the mark is that of the gravest one', () => {
  assert.equal(worst([]), 'good');
  assert.equal(worst([weakness(''), weakness('', { severity: 'info' })]), 'info');
  assert.equal(worst([weakness(''), weakness('', { severity: 'bad' })]), 'warning');
});

describe('a Diffie-Hellman prime that is small and common is told once', () => {
  const cases = [
    [{ small: 'present', common: 'present' }, ['tls.dh.small']],
    [{ small: 'absent', common: 'present' }, ['tls.dh.common']],
    [{ small: 'present', common: 'open' }, ['tls.dh.small']],
    [{ small: 'absent', common: 'absent' }, []],
  ];
  for (const [{ small, common }, codes] of cases) {
    const weaknesses = [weakness('tls.dh.small', { verdict: small }), weakness('tls.dh.common', { verdict: common })];
    test(`small ${small}, common ${common}`, () => assert.deepEqual(present({ weaknesses }).map((w) => w.code), codes));
  }
});
