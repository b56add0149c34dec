// What strangers wrote cannot rearrange the line it stands in, in whichever way JSON brings it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { load } from './typescript.mjs';

const { readInert } = await load('src/analyzer/inert.ts');

const tricky = [...Array(0x20).keys(), 0x7f, 0x85, 0xad, 0x61c, 0x200b, 0x200f, 0x2028, 0x202e, 0x2066, 0xfeff, 0xe0041, 0xd800].filter((code) => code !== 9 && code !== 10);
for (const code of tricky) {
  const hex = code.toString(16).toUpperCase().padStart(4, '0');
  test(`U+${hex}`, () => {
    const text = String.fromCodePoint(code);
    const escaped = [...text].flatMap((c) => c.split('')).map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
    for (const json of [JSON.stringify({ list: [{ text: `a${text}b` }] }), `{"list":[{"text":"a${escaped}b"}]}`]) {
      assert.deepEqual(readInert(json), { list: [{ text: `a\u2039U+${hex}\u203ab` }] });
    }
  });
}

test('ordinary text, line breaks, other scripts and backslashes stay as they are', () => {
  const value = { text: 'Ünïcode ✓ 日本語 🔒\tand\nmore', quoted: '\\r\\n \\x1b \\u202e', number: 1.5, nothing: null, yes: true };
  assert.deepEqual(readInert(JSON.stringify(value)), value);
});
