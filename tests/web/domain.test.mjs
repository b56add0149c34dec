// What people type or paste becomes the domain that is checked, or a question which, or the reason why not. The command line's reader passes the same table.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';

import { load } from './typescript.mjs';

const { readTyped } = await load('src/input/domain.ts');

const repeated = (text) => text.replace(/%\{(\d+)\*([^}]*)\}/gs, (_, count, part) => part.repeat(Number(count)));
const rows = JSON.parse(readFileSync(new URL('../unit/input/typed.json', import.meta.url), 'utf8'), (_, value) => (typeof value === 'string' ? repeated(value) : value));

function read(typed) {
  const reading = readTyped(typed);
  switch (reading.kind) {
    case 'domain': return { domain: reading.domain, shown: reading.shown, without_www: reading.withoutWww };
    case 'guess': return { guess: reading.domain };
    case 'several': return { several: reading.choices.map(({ domain }) => domain) };
    case 'refused': return { refused: reading.why, named: reading.named };
  }
}

describe('what is typed is read as', () => {
  for (const { typed, ...expected } of rows) {
    test(`${JSON.stringify(typed.slice(0, 60))}: ${JSON.stringify(expected).slice(0, 80)}`, () => {
      const got = read(typed);
      if (expected.domain) Object.assign(expected, { shown: expected.shown ?? expected.domain, without_www: expected.without_www ?? false });
      if (expected.refused && !expected.named) delete got.named;
      assert.deepEqual(got, expected);
    });
  }
});
