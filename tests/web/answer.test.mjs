// Which picture stands beside an answer.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { load } from './typescript.mjs';

const { sceneOf } = await load('src/view/answer.ts');

const report = (word, because, more = {}) => ({ complete: true, headline_us: 1, verdict: { word, because, sentence: '' }, ...more });

test('an answer has the picture of its word, and what is no question one of its own', () => {
  const cases = [
    [report('yes', 'all-encrypted'), 'yes'],
    [report('partly', 'some-encrypted'), 'partly'],
    [report('no', 'none-encrypted'), 'no'],
    [report('unknown', 'not-established'), 'unknown'],
    [report('unknown', 'no-domain'), 'unknown'],
    [report('unknown', 'null-mx'), 'takes-none'],
    [report('unknown', 'null-mx', { complete: false, headline_us: null }), 'checking'],
    [report('unknown', 'pending', { complete: false, headline_us: null }), 'checking'],
  ];
  for (const [of, scene] of cases) assert.equal(sceneOf(of), scene, `${of.verdict.because}`);
});
