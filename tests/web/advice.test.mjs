// What whoever looks after a domain's mail is told: advice that fits what was found, and the text for the postmaster.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { load } from './typescript.mjs';

const { advice, operatorAdvice, postmasterText, say } = await load('src/view/advice.ts', 'src/view/operator.ts', 'src/view/postmaster.ts', 'src/words/say.ts');

const SEVERITIES = { 'dane-mismatch': 'bad', 'sts-mx-left-out': 'bad', 'sts-policy-fetch-error': 'warning', 'certificate-expires-soon': 'warning', 'no-downgrade-protection': 'warning', 'starttls-not-supported': 'bad' };
const outcomes = (...all) => [{ addresses: all.map((outcome) => ({ outcome, waiting_ms: null })) }];
const STATES = { yes: 'protected', partly: 'partly', no: 'exposed', unknown: 'unknown' };
const report = (word, because, codes = [], { active = 'unknown', ...more } = {}) => ({
  domain: 'example.org', started_unix_ms: 0, complete: true, headline_us: 1, verdict: { word, because, sentence: 'Seen.' },
  axes: { passive: { state: STATES[word], sentence: 'Listening.' }, active: { state: active, sentence: 'Interfering.' } },
  findings: codes.map((code) => ({ code, severity: SEVERITIES[code] ?? 'info', title: code, text: 'text', advice: 'advice' })),
  lookups: [], servers: [], relay: null, routing: { aliases: [] }, ...more,
});

const HOLDS = { active: 'protected' };
const OPEN = { active: 'exposed' };
const NOTHING = /Nothing was found that has to be put right/;
const cases = [
  // what it is of, report, advice, what the text for the postmaster has behind the answer
  ['MTA-STS in force', report('yes', 'all-encrypted', ['sts-holds'], HOLDS), 'holds', NOTHING],
  ['DANE', report('yes', 'all-encrypted', ['downgrade-protection-published', 'dane-holds', 'dane-renewal'], HOLDS), 'holds-dane', NOTHING],
  ['it holds, and something is worth fixing', report('yes', 'all-encrypted', ['dane-holds', 'certificate-expires-soon'], HOLDS), 'found', /What to put right:\n– certificate-expires-soon/],
  ['no protection', report('yes', 'all-encrypted', ['no-downgrade-protection'], OPEN), 'interference', /What to put right/],
  ['MTA-STS on trial', report('yes', 'all-encrypted', ['downgrade-protection-published', 'sts-testing'], OPEN), 'testing', /on trial and does not protect yet/],
  ['a policy that cannot be had', report('yes', 'all-encrypted', ['sts-policy-fetch-error', 'downgrade-protection-published'], OPEN), 'unfit', /What to put right/],
  ['DANE that fits nothing', report('yes', 'all-encrypted', ['dane-mismatch', 'downgrade-protection-published'], OPEN), 'unfit', /What to put right/],
  ['a policy that leaves a server out', report('yes', 'all-encrypted', ['sts-mx-left-out', 'downgrade-protection-published'], OPEN), 'unfit', /What to put right/],
  ['protection that was not checked', report('yes', 'all-encrypted', ['downgrade-protection-published']), 'unchecked', null],
  ['a server without TLS', report('partly', 'some-encrypted', ['starttls-not-supported'], OPEN), 'partly', /What to put right/],
  ['a server that could not be looked up', report('partly', 'some-unclear'), 'unclear', null],
  ['none encrypts', report('no', 'none-encrypted', ['starttls-not-supported'], OPEN), 'no', /What to put right/],
  ['signatures that do not match', report('unknown', 'dns-failed', [], { lookups: [{ status: 'bogus' }] }), 'bogus', /Have DNSSEC put right/],
  ['DNS without an answer', report('unknown', 'dns-failed', [], { lookups: [{ status: 'failed' }] }), 'unclear', null],
  ['a silent server', report('unknown', 'not-established', [], { servers: outcomes('silent') }), 'unclear', null],
  ['nobody there', report('unknown', 'not-established', [], { servers: outcomes('unreachable') }), 'unclear', null],
  ['a server that is busy', report('unknown', 'not-established', [], { servers: outcomes('temporarily-refused') }), 'unknown', null],
  ['a server that turns strangers away', report('unknown', 'not-established', [], { servers: outcomes('silent', 'permanently-refused') }), 'unknown', null],
  ['no mail', report('unknown', 'no-mail'), 'takes-none', null],
  ['no domain', report('unknown', 'no-domain'), 'no-domain', null],
];

describe('whoever looks after the mail is told what fits:', () => {
  for (const [what, of, advice, behind] of cases) {
    test(what, () => {
      assert.equal(operatorAdvice(of), advice);
      const text = postmasterText(of, 'example.org', 'https://mailglass.example/?domain=example.org');
      const [begin, end] = [text.lastIndexOf('Seen.'), text.indexOf('The whole report')];
      const rest = text.slice(begin, end).replace(/^Seen\.\s*(?:Against.*\n?)*/, '').trim();
      if (behind) assert.match(rest, behind);
      else assert.equal(rest, '');
    });
  }
});

describe('a check that was not carried out has nothing for whoever looks after the mail', () => {
  const drawn = (value) => (value?.strings ? value.strings.reduce((all, piece, i) => all + drawn(value.values[i - 1]) + piece) : typeof value === 'symbol' ? '' : String(value));
  for (const [because, has] of [['relay-without-port25', false], ['relay-without-dns', false], ['session-failed', false], ['dns-failed', true], ['not-established', true]]) {
    test(because, () => {
      const text = drawn(advice(report('unknown', because), 'example.org', { copied: '', copy() {}, link: '' }));
      assert.ok(text.includes(say('todo.writer.unknown')));
      assert.equal(text.includes(say('todo.operator')), has);
    });
  }
});

test('DANE is spoken of where there is DANE, and a record comes before its key', () => {
  assert.doesNotMatch(say('todo.operator.holds'), /DANE/);
  assert.match(say('todo.operator.holds-dane'), /publish the next key’s DANE record before/);
});
