// The languages of page and element: a translation that does not say what English says fails the build, things are put into sentences in their own direction, and style
// sheets know no left and right.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { compiled, complaints, modules } from '../../web/scripts/words.mjs';
import { pseudo, OPEN, SHUT } from './pseudo_languages.mjs';
import { load } from './typescript.mjs';

const web = fileURLToPath(new URL('../../web/', import.meta.url));
const folder = new URL('../../words/', import.meta.url);
const languages = readdirSync(folder).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
const words = (language) => JSON.parse(readFileSync(new URL(`${language}.json`, folder), 'utf8'));

describe('a translation is held to English', () => {
  const English = {
    plain: 'Yes',
    named: 'To {domain} by {server}',
    counted: '{n, plural, one {# server} other {# servers}}',
    chosen: '{depth, select, quick {quick} full {full} other {{depth}}}',
    placed: '{n, selectordinal, one {#st} two {#nd} few {#rd} other {#th}}',
    marked: 'It <b>is</b> so',
  };
  const German = { plain: 'Ja', named: '{server} an {domain}', counted: '{n, plural, one {# Server} other {# Server}}', chosen: '{depth}', placed: '{n}.', marked: 'So <b>ist</b> es' };
  const cases = [
    ['a good one', 'de', {}, []],
    ['a plural where English needs none', 'de', { named: '{domain} {server}', placed: '{n, plural, other {#.}}' }, []],
    ['a message that is missing', 'de', { plain: undefined }, ['plain is missing']],
    ['a message too many', 'de', { more: 'Mehr' }, ['more is not in English']],
    ['nothing said', 'de', { plain: '' }, ['plain is empty']],
    ['an argument that is missing', 'de', { named: 'An {domain}' }, ['named has {domain} where English has {domain} {server}']],
    ['an argument of another name', 'de', { plain: '{domain}' }, ['plain has {domain} where English has {}']],
    ['a number taken for a word', 'de', { counted: '{n, select, one {einer} other {viele}}' }, ['counted takes {n} for a string', 'counted knows a {n} "one"', 'counted knows a {n} "other"']],
    ['a choice that there is not', 'de', { chosen: '{depth, select, schnell {schnell} other {{depth}}}' }, ['chosen knows a {depth} "schnell"']],
    ['a plural that the language has not', 'de', { counted: '{n, plural, one {# Server} few {# Server} other {# Server}}' }, ['counted has a plural "few", which this language has not']],
    ['the same plural in one that has it', 'ar', { counted: '{n, plural, zero {#} one {#} two {#} few {#} many {#} other {#}}' }, []],
    ['an ordinal that the language has not', 'de', { placed: '{n, selectordinal, one {#} other {#}}' }, ['placed has a plural "one", which this language has not']],
    ['a number of its own', 'de', { counted: '{n, plural, =0 {keiner} one {# Server} other {# Server}}' }, []],
    ['a mark that is missing', 'de', { marked: 'So ist es' }, ['marked has the marks none where English has </b><b>']],
    ['what is no message', 'de', { named: '{domain' }, [/^named cannot be read/]],
  ];
  for (const [name, language, change, wanted] of cases) {
    test(name, () => {
      const messages = Object.fromEntries(Object.entries({ ...German, ...change }).filter(([, text]) => text !== undefined));
      const found = complaints(language, messages, English);
      assert.equal(found.length, wanted.length, found.join());
      for (const [i, one] of wanted.entries()) one instanceof RegExp ? assert.match(found[i], one) : assert.equal(found[i], one);
    });
  }

  test('all that there are keep to it, and name themselves each in its own way', () => {
    const texts = (language) => Object.fromEntries(Object.entries(words(language)).map(([id, { text }]) => [id, text]));
    assert.deepEqual(languages.flatMap((language) => complaints(language, texts(language), texts('en'))), []);
    assert.equal(new Set(languages.map((language) => words(language)['language.name'].text)).size, languages.length);
  });
});

test('a module of words needs no other module', () => {
  for (const language of languages) assert.doesNotMatch(compiled(language, Object.fromEntries(Object.entries(words(language)).map(([id, { text }]) => [id, text]))), /^import/m);
});

test('in pseudo-languages each message stands in brackets, and its arguments stay', () => {
  const { 'answer.question': question, 'count.dns': count } = pseudo('en-XA');
  assert.match(question, /^⟦.*<b>\{domain\}<\/b>.*⟧$/);
  assert.match(count, /\{n, plural, one \{# [^a-z]+\} other/);
  for (const text of Object.values(pseudo('ar-XB'))) assert.ok(text.startsWith(OPEN) && text.endsWith(SHUT), text);
});

describe('what is put into a sentence keeps its direction', () => {
  const cases = [
    ['ltr', 'example.org', 'example.org'],
    ['ltr', 'مثال.إختبار', '\u2068مثال.إختبار\u2069'],
    ['ltr', 'דוגמה.test', '\u2068דוגמה.test\u2069'],
    ['rtl', 'example.org', '\u2068example.org\u2069'],
    ['rtl', '2001:db8::1', '\u20682001:db8::1\u2069'],
    ['rtl', 'https://mailglass.example/?domain=example.org', 'https://mailglass.example/?domain=example.org'],
    ['rtl', '– one\n– two', '– one\n– two'],
    ['rtl', '', ''],
  ];
  for (const [direction, text, wanted] of cases) {
    test(`${direction}: ${JSON.stringify(text)}`, async () => {
      const { apart } = await load('src/words/put.ts');
      assert.equal(apart(text, direction), wanted);
    });
  }

  test('numbers are those of the language; Arabic has the digits that bytes have', async () => {
    const { putInto } = await load('src/words/put.ts');
    const put = putInto('ltr');
    assert.deepEqual(['en', 'de', 'fr', 'es'].map((locale) => put(20480, locale)), ['20,480', '20.480', '20\u202f480', '20.480']);
    assert.equal(put(2048, 'de'), '2048');
    assert.equal(putInto('rtl')(20480, 'ar-u-nu-latn'), '20,480');
  });
});

/** Which way a line runs that nobody tells, or that an isolate asks: by its first strong character outside of isolates (UAX #9, P2 and P3). */
function runs(line) {
  let bare = line;
  for (let before = ''; before !== bare; ) [before, bare] = [bare, bare.replace(/[\u2066-\u2068][^\u2066-\u2069]*\u2069/g, '')];
  const [first] = /[\p{L}\u061b\u061f\u200e\u200f]/u.exec(bare) ?? [];
  return first === undefined ? 'either way' : /[\p{Script=Arabic}\u061b\u061f\u200f]/u.test(first) ? 'rtl' : 'ltr';
}

describe('an Arabic line runs from right to left, wherever it is put', () => {
  const arabic = words('ar');
  // Beside the name of a key, which is Latin; by itself in an element that has the direction, or in the title of a window; the command line's, which knows no isolates.
  const elsewhere = /^(?:cli|tls)\.|^(?:said\.key-curve|bytes\.coming|certificate\.place-and-use|what-if\.by|title\.(?:check|what)|document\.title)$/;
  const bare = Object.entries(arabic).filter(([id, { text }]) => !elsewhere.test(id) && /\}[^]*\S/.test(text) && !/, (?:plural|select)/.test(text) && !/\p{Script=Arabic}/u.test(text.replace(/\{[^{}]*\}/g, '')));

  test('though it has nothing of its own but what is put in', () => {
    assert.ok(bare.length >= 5, bare.map(([id]) => id).join());
    assert.deepEqual(bare.filter(([, { text }]) => runs(text.replace(/\{[^{}]*\}/g, '\u2068س\u2069')) !== 'rtl').map(([id]) => id), []);
  });

  for (const findings of [1, 2]) {
    test(`the text for the postmaster, of ${findings}`, async () => {
      const { voiceOf, use, postmasterText } = await load('src/words/voice.ts', 'src/words/say.ts', 'src/view/postmaster.ts');
      const voice = await voiceOf('ar');
      await voice.deepen(); // where what is sent on has its words
      use(voice);
      const sentence = { phrase: 'sentences', args: { first: 'خادم mx.sts.test لا يشفّر.', then: 'وهو وحيد.' } };
      const report = {
        domain: 'sts.test', started_unix_ms: 0, lookups: [], servers: [], routing: { aliases: [] },
        verdict: { word: 'no', because: 'none-encrypted', sentence },
        axes: { passive: { state: 'exposed', sentence }, active: { state: 'exposed', sentence } },
        findings: Array(findings).fill({ code: 'x', severity: 'bad', title: 'لا تشفير', text: '', advice: 'فعّل STARTTLS.' }),
      };
      const lines = postmasterText(report, 'sts.test', 'https://relay.test/').split('\n').filter((line) => line && !/^https:/.test(line));
      assert.ok(lines.length >= 5);
      for (const line of lines) assert.equal(runs(line), 'rtl', JSON.stringify(line));
      // What is put into a line runs as that line does: each isolate in it that holds isolates.
      const nested = [...lines.join('\n').matchAll(/\u2068([^\u2066-\u2069]*(?:\u2068[^\u2066-\u2069]*\u2069[^\u2066-\u2069]*)+)\u2069/g)];
      assert.ok(nested.length > 0);
      for (const [, within] of nested) assert.equal(runs(within), 'rtl', JSON.stringify(within));
    });
  }
});

test('words are said with the plurals of their language', async () => {
  const { voiceOf, use, say } = await load('src/words/voice.ts', 'src/words/say.ts');
  use(await voiceOf('ar'));
  const forms = new Set([0, 1, 2, 3, 11, 100].map((n) => say('count.connections', { n }).replace(/\d+/g, '#')));
  assert.ok(forms.size >= 4, [...forms].join());
  for (const n of [3, 11, 100]) assert.match(say('count.connections', { n }), new RegExp(`${n}`));
});

test('which language is spoken: the first of the wanted that there is, whatever its region; else English', async () => {
  const { spokenOf } = await load('src/words/wanted.ts');
  const cases = [[['de-AT', 'en'], 'de'], [['pt-BR', 'es-MX', 'en'], 'es'], [['AR'], 'ar'], [['ja'], 'en'], [[], 'en'], [['constructor', '__proto__'], 'en'], [['', 'fr'], 'fr']];
  for (const [wanted, spoken] of cases) assert.equal(spokenOf(wanted), spoken, wanted.join());
});

describe('the words of the page /embed', () => {
  const html = readFileSync(join(web, 'embed.html'), 'utf8');
  // Its title and what stands for browsers without scripts are put in when it is built; the script says the title too.
  const named = new Set([...html.matchAll(/<(\w+)[^>]*?\sdata-say(?:-\w+)?="([^"]*)"/g)].filter(([, element]) => element !== 'noscript').map(([, , id]) => id));
  for (const language of languages) {
    test(`${language}: a module of their own holds all that it names, as it is read`, async () => {
      const texts = Object.fromEntries(Object.entries(words(language)).map(([id, { text }]) => [id, text]));
      const { default: said } = await import(`data:text/javascript;base64,${Buffer.from(modules(language, texts)[`${language}.embed.js`]).toString('base64')}`);
      assert.ok(named.size > 40);
      for (const id of named) assert.equal(said[id], texts[id], id);
    });
  }

  test('a message that takes something in is none of them', () => {
    assert.throws(() => modules('en', { 'embed.title': 'On {domain}' }), /embed\.title takes something in/);
  });
});

test('style sheets know no left and right, but where the direction is asked for', () => {
  const sheets = [...readdirSync(join(web, 'src/style')).map((name) => `src/style/${name}`), 'page.css'];
  const sided = /(?<![-\w])(?:(?:margin|padding|border|inset)-(?:left|right)|left|right)\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)/;
  const uneven = /(?<![-\w])(?:margin|padding|inset)\s*:\s*(\S+)\s+(\S+)\s+(\S+)\s+(\S+);/;
  const found = [];
  for (const sheet of sheets) {
    let rule = '';
    for (const line of readFileSync(join(web, sheet), 'utf8').split('\n')) {
      if (line.includes('{')) rule = line;
      const [, , end, , start] = uneven.exec(line.replace(/\([^()]*\)/g, '')) ?? [];
      if ((sided.test(line) || end !== start) && !/\[dir=/.test(rule)) found.push(`${sheet}: ${line.trim()}`);
    }
  }
  assert.deepEqual(found, []);
});
