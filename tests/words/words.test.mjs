// All that people read is in words/: no C++ source of the analyzer, the command line or the relay's own pages holds any, every message that one of them says is there, and
// page and command line say the same of it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { compiled as wordsOf, localeOf } from '../../web/scripts/words.mjs';
import { literalsOf, looksLikeWords } from './literals.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const require = createRequire(join(root, 'web/package.json'));
const { parse } = require('@messageformat/parser');
const { number, plural, select } = require('@messageformat/runtime');
const program = join(resolve(root, process.env.MAILGLASS_PROGRAMS ?? 'build/release'), 'tests/words/say_words');

const languages = readdirSync(join(root, 'words')).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
const messages = (language) => Object.fromEntries(Object.entries(JSON.parse(readFileSync(join(root, `words/${language}.json`), 'utf8'))).map(([id, { text }]) => [id, text]));

const sources = ['wasm', 'speech', 'cli', 'relay/http'].flatMap((top) => readdirSync(join(root, top), { recursive: true }).filter((name) => /\.(?:cpp|h)$/.test(name)).map((name) => join(top, name)));
const read = (path) => readFileSync(join(root, path), 'utf8');

/** Where English stands that is said to nobody, or that is a rule of bytes: what a parser's reader looks up in its standard. */
const NOT_FOR_PEOPLE = [
  /^wasm\/(?:dns|senders|tls|wire)\//, // rules of parsers
  /^wasm\/x509\/(?:certificate|sct|trust_store)\.cpp$/, // the same, and parts of certificates by their names
  /^wasm\/check\/(?:probe|policy)_run\.cpp$/, // rules of the relay's protocol
  /^wasm\/binding\//, // to whoever calls it in the wrong order
  /^wasm\/(?:handshake\/write_key|probe\/hello_builder|check\/evidence)\.cpp$/, // labels that keys and numbers are derived by
  /^wasm\/assess\/address_parts\.cpp$/, // to whoever compiles it
  /^wasm\/assess\/lens\/mozilla\.cpp$/, // algorithms by their names
  /^relay\/http\/(?:connection|server|websocket|web_files)\.cpp$/, // to whoever asks for what there is not, and to the relay's keeper
];
/** The one source with HTML in it: what stands between its tags. */
const withoutTags = (path, text) => (path === 'relay/http/document.cpp' ? text.replace(/<[^<>]*(?:>|$)|^[^<>]*>/g, ' ') : text);

describe('a literal that people would read is found', () => {
  const cases = [
    ['out.sentence = "It encrypts with " + version;', true],
    ['const char* k = "not asked, or "\n  "without an answer";', true],
    ['place.row("Versions.", names);', true],
    ['// "a comment about words"', false],
    ['#include "check/a file.h"', false],
    ['ParseError{0, "RFC 1035 4.1.3: record data ends too early"}', false],
    ['Phrase{"verdict.one-encrypts", {{"domain", domain}}}', false],
    ['{0x01, "TLS_RSA_WITH_NULL_SHA"}', false],
    ["x == '\"' ? a : \"b c\"", false],
    ['{"/about", "text/html; charset=utf-8"}', false],
  ];
  for (const [code, found] of cases) test(code, () => assert.equal(literalsOf(code).some(looksLikeWords), found));
  for (const [text, found] of [['<meta name="color-scheme" content="light dark">', false], ['">\n<p class="a b">', false], ['<p>Nothing was said', true], ['who asked it</p>', true]])
    test(text, () => assert.equal(looksLikeWords(withoutTags('relay/http/document.cpp', text)), found));
});

test('no C++ source holds words that people read', () => {
  const held = sources.filter((path) => !NOT_FOR_PEOPLE.some((one) => one.test(path))).flatMap((path) => literalsOf(read(path)).filter((text) => looksLikeWords(withoutTags(path, text))).map((words) => `${path}: ${words}`));
  assert.deepEqual(held, []);
});

test('every message that a C++ source names is there', () => {
  const known = messages('en');
  const kinds = new Set(Object.keys(known).map((id) => id.split('.')[0]));
  const named = sources.flatMap((path) => literalsOf(read(path)).filter((text) => /^[a-z][a-z-]*(?:\.[A-Za-z0-9_-]+)+$/.test(text) && kinds.has(text.split('.')[0])).map((id) => [path, id]));
  // Facts and weaknesses have codes of that form.
  const codes = /^(?:dns|smtp|tls|x509)\./;
  assert.ok(named.length > 300);
  const there = (id) => id in known || `rule.${id}` in known || codes.test(id) || (id.endsWith('-') && Object.keys(known).some((one) => one.startsWith(id)));
  assert.deepEqual(named.filter(([, id]) => !there(id)).map(([path, id]) => `${path}: ${id}`), []);
});

/** The arguments of a message: 'number' where it decides a plural, the words of a choice, else 'text'. */
function argumentsOf(text) {
  const found = new Map();
  const walk = (tokens) => {
    for (const token of tokens) {
      if (token.type === 'argument' && !found.has(token.arg)) found.set(token.arg, ['text']);
      if (token.type === 'select') found.set(token.arg, token.cases.map(({ key }) => key));
      if (token.type === 'plural' || token.type === 'selectordinal') found.set(token.arg, 'number');
      token.cases?.forEach(({ tokens: inner }) => walk(inner));
    }
  };
  walk(parse(text));
  return found;
}

// Not of four digits: whether they stand together the page has its own way, that of key sizes.
const NUMBERS = [0, 1, 2, 3, 5, 6, 11, 12, 21, 22, 100, 101, 12_000];
const TEXT = 'mx.example.org, “a” {b} <b>#</b> \u05d0';

/** Every shape of the arguments: each number, each word of a choice, one text; all combinations of two, and of more those that differ in one. */
function shapes(text) {
  const kinds = [...argumentsOf(text)].map(([name, kind]) => [name, kind === 'number' ? NUMBERS : kind.length === 1 && kind[0] === 'text' ? [TEXT] : kind]);
  return kinds.reduce((all, [name, values]) => all.flatMap((given) => values.map((value) => ({ ...given, [name]: value }))), [{}]).slice(0, 3000);
}

describe('page and command line say the same', () => {
  for (const language of languages) {
    const all = messages(language);
    const asked = Object.entries(all).filter(([id]) => id !== 'language.name').flatMap(([id, text]) => shapes(text).map((given) => ({ id, given })));
    const lists = [['a'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'b', 'c', 'd']];
    const { stdout, status } = spawnSync(program, [language], { input: JSON.stringify({ asked, lists }), encoding: 'utf8', maxBuffer: 1 << 28 });
    test(`${language}: every message with every shape of what is put into it`, async () => {
      assert.equal(status, 0);
      const { said } = JSON.parse(stdout);
      const made = (await import(`data:text/javascript;base64,${Buffer.from(wordsOf(language, all)).toString('base64')}`)).default;
      const rules = { cardinal: new Intl.PluralRules(language), ordinal: new Intl.PluralRules(language, { type: 'ordinal' }) };
      // As the page has them, but for the isolates around what is put in, which a terminal does without.
      const numbers = new Intl.NumberFormat(localeOf(language));
      const compiled = made({ number, plural, select, put: (value) => (typeof value === 'number' ? numbers.format(value) : String(value)), rule: (n, ordinal) => rules[ordinal ? 'ordinal' : 'cardinal'].select(n) });
      assert.equal(said.length, asked.length);
      const otherwise = asked.flatMap(({ id, given }, i) => {
        const page = compiled[id](given);
        return page === said[i] ? [] : [`${id} ${JSON.stringify(given)}: ${page} ≠ ${said[i]}`];
      });
      assert.deepEqual(otherwise.slice(0, 20), []);
    });
    test(`${language}: lists`, () => {
      const format = new Intl.ListFormat(language, { type: 'conjunction' });
      assert.deepEqual(JSON.parse(stdout).lists, lists.map((list) => format.format(list)));
    });
  }
});
