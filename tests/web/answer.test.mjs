// Which of the six answers a report is, its picture, and its words.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { load } from './typescript.mjs';

const { sceneOf, answerWords, kindOf } = await load('src/view/answer.ts', 'src/view/kind.ts');

const STATES = { yes: 'protected', partly: 'partly', no: 'exposed', unknown: 'unknown' };
const published = [{ code: 'downgrade-protection-published' }];
const outcomes = (...all) => [{ addresses: all.map((outcome) => ({ outcome, waiting_ms: null })) }];
const slow = [{ addresses: [{ outcome: 'silent', waiting_ms: 270_000 }] }];
const report = (word, because, { active = 'unknown', ...more } = {}) => ({
  complete: true, headline_us: 1, verdict: { word, because, sentence: 'words of a resolver' }, axes: { passive: { state: STATES[word] }, active: { state: active } },
  findings: [], lookups: [], servers: [], relay: null, routing: { aliases: [] }, ...more,
});

const cases = [
  // report, kind, word, part of the sentence
  [report('yes', 'all-encrypted', { active: 'protected' }), 'holds', 'Yes, and it holds', 'You can write to it'],
  [report('yes', 'all-encrypted', { active: 'exposed' }), 'interference', 'Yes, unless someone interferes', 'could switch the encryption off: no health data'],
  [report('yes', 'all-encrypted', { active: 'partly' }), 'interference', 'Yes, unless someone interferes', 'only in part'],
  [report('yes', 'all-encrypted', { findings: published }), 'interference', 'Yes, unless someone interferes', 'could not be found out'],
  [report('yes', 'all-encrypted'), 'interference', 'Yes, unless someone interferes', 'could not be found out'],
  [report('partly', 'some-encrypted'), 'partly', 'Partly', 'like a postcard'],
  [report('partly', 'some-unclear'), 'partly', 'Partly', 'the rest could not be checked'],
  [report('no', 'none-encrypted'), 'no', 'No', 'like a postcard'],
  [report('unknown', 'session-failed'), 'unknown', 'Can’t tell', 'says nothing about the domain'],
  [report('unknown', 'dns-failed'), 'unknown', 'Can’t tell', 'gave no usable answer'],
  [report('unknown', 'dns-failed', { lookups: [{ status: 'bogus' }] }), 'unknown', 'Can’t tell', 'do not match'],
  [report('unknown', 'not-established', { servers: outcomes('silent', 'unreachable') }), 'unknown', 'Can’t tell', 'No mail server of it answers now'],
  [report('unknown', 'not-established', { servers: slow }), 'unknown', 'Can’t tell', 'goes on waiting'],
  [report('unknown', 'relay-without-port25'), 'unknown', 'Can’t tell', 'The relay that checks for you'],
  [report('unknown', 'relay-without-dns'), 'unknown', 'Can’t tell', 'no working DNS itself'],
  [report('unknown', 'not-established', { servers: outcomes('no-route') }), 'unknown', 'Can’t tell', 'The relay that checks for you'],
  [report('unknown', 'not-established', { servers: outcomes('temporarily-refused') }), 'unknown', 'Can’t tell', 'busy'],
  [report('unknown', 'not-established', { servers: outcomes('permanently-refused') }), 'unknown', 'Can’t tell', 'The check was turned away'],
  [report('unknown', 'not-established', { servers: outcomes('permanently-refused', 'silent') }), 'unknown', 'Can’t tell', 'could be checked to the end'],
  [report('unknown', 'null-mx'), 'takes-none', 'It takes no mail', 'says so itself'],
  [report('unknown', 'no-mail'), 'takes-none', 'It takes no mail', 'can be reached'],
  [report('unknown', 'no-domain'), 'takes-none', 'There is no such domain', 'comes back'],
  [report('unknown', 'no-domain', { routing: { aliases: ['gone.test'] } }), 'takes-none', 'It takes no mail', 'which does not exist'],
];

describe('the answer, with both halves of it:', () => {
  for (const [of, kind, word, sentence] of cases) {
    test(`${of.verdict.because}, against interference ${of.axes.active.state}: ${word}, ${sentence}`, () => {
      assert.equal(kindOf(of), kind);
      assert.equal(sceneOf(of), kind, 'each has a picture of its own');
      const words = answerWords(of);
      assert.equal(words.word, word);
      assert.ok(words.sentence.includes(sentence), words.sentence);
      assert.ok(!words.sentence.includes('resolver'), 'nothing of it was said by others');
    });
  }
});

describe('while the check goes on, what an attacker could do is not yet something that could not be found out', () => {
  const going = report('yes', 'all-encrypted', { complete: false, findings: published });
  test('it is still being checked', () => assert.match(answerWords(going, true).sentence, /is still being checked\.$/));
  test('unless somebody stopped it', () => assert.match(answerWords(going, false).sentence, /could not be found out/));
  test('or it is known already', () => assert.match(answerWords({ ...going, axes: { ...going.axes, active: { state: 'exposed' } } }, true).sentence, /could switch the encryption off: no health data/));
});

test('until the answer is settled there is the picture of a check', () => {
  for (const because of ['null-mx', 'pending']) assert.equal(sceneOf(report('unknown', because, { complete: false, headline_us: null })), 'checking');
});
