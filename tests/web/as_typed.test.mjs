// Names outside ASCII are called as they were typed, in sentences alone. The command line passes the same table.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';

import { load } from './typescript.mjs';

const { asTyped } = await load('src/analyzer/as-typed.ts');

const rows = JSON.parse(readFileSync(new URL('../cli/as_typed.json', import.meta.url), 'utf8'));
const domain = 'xn--mnchen-3ya.example';

describe('the domain is called as it was typed', () => {
  for (const { text, said } of rows) {
    test(JSON.stringify(text), () => {
      assert.equal(asTyped({ domain, verdict: { sentence: text } }, 'münchen.example').verdict.sentence, said);
      const phrase = { phrase: 'x', args: { domain: text } };
      assert.equal(asTyped({ domain, verdict: { sentence: phrase } }, 'münchen.example').verdict.sentence.args.domain, said);
    });
  }
});
