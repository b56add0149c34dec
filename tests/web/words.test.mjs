// What people read is in words/ and nowhere else in the page's code, every message is used, and what is put into one stays what it is.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { literalsOf } from '../words/literals.mjs';
import { load } from './typescript.mjs';

const web = fileURLToPath(new URL('../../web/', import.meta.url));
const ts = createRequire(`${web}package.json`)('typescript');
const messages = JSON.parse(readFileSync(new URL('../../words/en.json', import.meta.url), 'utf8'));
const sources = readdirSync(join(web, 'src'), { recursive: true }).filter((name) => name.endsWith('.ts') && !name.startsWith('style/'));

/** Not for people, though it looks like it. */
const NOT_WORDS = new Set([
  'Escape', // a key
  'Files', // a kind of what is dragged
  'Mailglass', // a name
  '(pointer: coarse)', '(prefers-reduced-motion: reduce)',
]);
const looksLikeWords = (text) => !NOT_WORDS.has(text) && (/\p{L}{2,}[,.:;]?\s+\p{L}/u.test(text) || /^\p{Lu}\p{Ll}+$/u.test(text) || (/[.!?…]$/.test(text) && /\s/.test(text)));
const READ_ATTRIBUTES = /\s(?:aria-label|aria-description|aria-roledescription|aria-valuetext|title|placeholder|alt|label|data-label)="([^"]*\p{L}[^"]*)"/gu;

/** The literals of a source that people would read. */
function readIn(name, text) {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true);
  const found = [];
  const note = (node, what) => found.push(`${name}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${what.trim().slice(0, 80)}`);
  const markup = (node, template) => {
    const pieces = ts.isNoSubstitutionTemplateLiteral(template) ? [template.text] : [template.head.text, ...template.templateSpans.map((span) => span.literal.text)];
    const whole = pieces.join('\0');
    for (const [, words] of whole.matchAll(READ_ATTRIBUTES)) if (!NOT_WORDS.has(words)) note(node, words);
    const between = whole.replace(/<!--.*?-->/gs, ' ').replace(/<[^>]*>/gs, '\n').split(/[\n\0]/);
    for (const words of between) if (/\p{L}/u.test(words) && !NOT_WORDS.has(words.trim())) note(node, words);
  };
  const ignored = (node) => ts.isImportDeclaration(node.parent) || ts.isExportDeclaration(node.parent) || ts.isLiteralTypeNode(node.parent);
  const walk = (node) => {
    if (ts.isTaggedTemplateExpression(node)) {
      if (/^(?:html|svg)$/.test(node.tag.getText())) markup(node, node.template);
      if (ts.isTemplateExpression(node.template)) node.template.templateSpans.forEach((span) => walk(span.expression));
      return;
    }
    if (ts.isStringLiteral(node) && !ignored(node) && looksLikeWords(node.text)) note(node, node.text);
    if (ts.isNoSubstitutionTemplateLiteral(node) && looksLikeWords(node.text)) note(node, node.text);
    if (ts.isTemplateExpression(node)) {
      const text = [node.head.text, ...node.templateSpans.map((span) => span.literal.text)].join('x');
      if (/\p{L}{2,}[,.:;]?\s+\p{L}{2,}/u.test(text)) note(node, text);
    }
    ts.forEachChild(node, walk);
  };
  walk(source);
  return found;
}

const escaped = (part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The ids that a source says or hands on, as patterns: some are put together with a code of the report. */
function idsIn(name, text, { said = false } = {}) {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true);
  const ids = [];
  const gather = (node) => {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) ids.push(new RegExp(`^${escaped(node.text)}$`));
    else if (ts.isTemplateExpression(node) && /^[a-z-]+\./.test(node.head.text)) ids.push(new RegExp(`^${[node.head.text, ...node.templateSpans.map((span) => span.literal.text)].map(escaped).join('[a-z0-9-]+')}$`, 'i'));
    else if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(gather);
  };
  const walk = (node) => {
    if (!said) gather(node);
    else if (ts.isCallExpression(node) && /^(?:say|shown)$/.test(node.expression.getText()) && node.arguments[0]) gather(node.arguments[0]);
    ts.forEachChild(node, walk);
  };
  walk(source);
  return ids;
}

/** Named by the analyzer, the command line or the relay's own pages: whole, or by the beginning that a code is put behind. */
const analyzer = fileURLToPath(new URL('../../', import.meta.url));
const named = new Set(['wasm', 'speech', 'cli', 'relay/http'].flatMap((top) => readdirSync(join(analyzer, top), { recursive: true }).filter((name) => /\.(?:cpp|h)$/.test(name)).flatMap((name) => literalsOf(readFileSync(join(analyzer, top, name), 'utf8')))));
const beginnings = [...named].filter((text) => /^[a-z][a-z.-]*[.-]$/.test(text));
const byAnalyzer = (id) => named.has(id) || named.has(id.replace(/^rule\./, '')) || beginnings.some((beginning) => id.startsWith(beginning)) || [...id.matchAll(/-/g)].some(({ index }) => id.startsWith('cli.') && named.has(id.slice(0, index)));

const read = (name) => readFileSync(join(web, 'src', name), 'utf8');

/** The page /embed names its messages where they stand. */
const embed = readFileSync(join(web, 'embed.html'), 'utf8');
const inEmbed = [...embed.matchAll(/\sdata-say(?:-\w+)?="([^"]*)"/g)].map(([, id]) => id);

describe('a literal that people would read is found', () => {
  const cases = [
    ['html`<p>Nothing was said.</p>`', true],
    ['html`<p>${n} bytes</p>`', true],
    ['html`<input placeholder="example.org" />`', true],
    ['html`<ul aria-label="Steps"></ul>`', true],
    ["const why = 'The relay is gone.';", true],
    ["const word = 'Protected';", true],
    ['const two = `${n} of ${m} connections were used`;', true],
    ["html`<p class=\"quiet fine\">${say('steps')}</p>`", false],
    ["html`<li>${a} · ${b}</li>`", false],
    ["import { x } from './Some file';", false],
    ["type Word = 'Some words';", false],
    ["element.className = 'answer';", false],
  ];
  for (const [code, found] of cases) test(code, () => assert.equal(readIn('case.ts', code).length > 0, found, readIn('case.ts', code).join()));
});

test('no source of the page holds words that people read', () => {
  assert.deepEqual(sources.flatMap((name) => readIn(relative('.', name), read(name))), []);
});

test('the page /embed holds no words that people read, and every message that it names is there', () => {
  for (const [, words] of embed.matchAll(READ_ATTRIBUTES)) assert.fail(words);
  assert.deepEqual(embed.match(/<meta name="description"[^>]*\scontent=/), null);
  const between = embed.replace(/<[^>]*>/g, '\n').split('\n').filter((text) => /\p{L}/u.test(text));
  assert.deepEqual(between, []);
  assert.ok(inEmbed.length > 40);
  assert.deepEqual(inEmbed.filter((id) => !(id in messages)), []);
});

test('every message is used, and tells translators where it stands', () => {
  // The name of the language is read by the build, for the list of them.
  const said = [/^language\.name$/, ...inEmbed.map((id) => new RegExp(`^${escaped(id)}$`)), ...sources.flatMap((name) => idsIn(name, read(name)))];
  const isUsed = (id) => byAnalyzer(id) || said.some((one) => one.test(id));
  const unused = Object.keys(messages).filter((id) => !isUsed(id.replace(/^own\./, '')));
  assert.deepEqual(unused, []);
  for (const [id, message] of Object.entries(messages)) {
    assert.deepEqual(Object.keys(message), ['text', 'note'], id);
    assert.notEqual(message.note, '', id);
  }
});

describe('a file of the command line, which has no relay, is told without one', () => {
  /** Nobody reads them of such a file: what happens to a session with a relay, and what is counted there. */
  const ONLY_OF_A_RELAY = /^(?:failed\.relay|legend\.about|session\.[\w-]+|dns\.lost|(?:address|why|end|conversation\.end)\.relay-(?:lost|broken)|explore\.ask(?:ed|ing)|unasked\.turned-away)$/;
  const ELSEWHERE = /^(?:about|cli|document|domain|embed|privacy)\./; // not of the page
  const own = Object.keys(messages).filter((id) => id.startsWith('own.'));
  const told = (id) => id.replace(/^own\./, '');
  test('each message that names a relay has one in its place that names none', () => {
    const naming = Object.entries(messages).filter(([id, { text }]) => /relay/i.test(text) && !ELSEWHERE.test(id) && !ONLY_OF_A_RELAY.test(id)).map(([id]) => id);
    assert.ok(own.length > 30);
    assert.deepEqual(naming.filter((id) => !own.includes(`own.${id}`)), []);
    assert.deepEqual(own.filter((id) => !naming.includes(told(id))), [], 'in the place of none');
  });
  test('which takes nothing in that the other does not', () => {
    const put = (id) => new Set([...messages[id].text.matchAll(/\{(\w+)/g)].map(([, name]) => name));
    assert.deepEqual(own.filter((id) => [...put(id)].some((name) => !put(told(id)).has(name))), []);
  });
});

test('what the report says is said like the page’s own words', async () => {
  const { told } = await load('src/view/told.ts');
  const certificate = { phrase: 'said.certificate', args: { names: ['a.example', 'b.example', { phrase: 'names.more', args: { n: 3 } }], from: { day: 0 }, to: { day: 1_800_000_000 }, issuer: 'CN=CA' } };
  assert.equal(told(certificate), 'a.example, b.example, and 3 more; valid 1 January 1970 to 15 January 2027; issued by CN=CA');
  assert.equal(told('as it came'), 'as it came');
  assert.equal(told({ phrase: 'sentences', args: { first: { phrase: 'passive.protected-now' }, then: 'B.' } }), 'Wherever mail could be handed over now, someone who only listens cannot read it. B.');
  assert.equal(told(null), '');
});

test('every id that is said has its message', () => {
  const missing = sources.flatMap((name) => idsIn(name, read(name), { said: true }).filter((one) => !Object.keys(messages).some((id) => one.test(id))).map((one) => `${name}: ${one}`));
  assert.deepEqual(missing, []);
});

test('words that strangers wrote are put in as they are, whatever marks they hold', async () => {
  const { shown, say } = await load('src/words/say.ts');
  const flat = (value) => (Array.isArray(value) ? value.map(flat).join('') : value && typeof value === 'object' ? value.strings.reduce((all, piece, i) => all + flat(value.values[i - 1]) + piece) : String(value));
  assert.equal(flat(shown('proven', { name: '<b>x</b>', badge: 'B', source: '\ue0000\ue001' })), 'A server that holds the key for <b><b>x</b></b> answered through the relay B. \ue0000\ue001');
  assert.equal(shown('proven', { name: '<b>x</b>', badge: 'B', source: '' }).flat(2).filter((part) => typeof part === 'object').length, 1, 'one mark is ours');
  assert.equal(say('count.connections', { n: 1 }), '1 connection');
  assert.equal(say('count.connections', { n: 1200 }), '1,200 connections');
});

test('words without a relay are said of a check without one alone', async () => {
  const { say, use } = await load('src/words/say.ts');
  const voice = { language: 'en', locale: 'en', direction: 'ltr', words: { 'end.no-route': () => 'the relay’s', 'own.end.no-route': () => 'the machine’s', 'end.timeout': () => 'too late' } };
  use(voice, true);
  assert.deepEqual([say('end.no-route'), say('end.timeout')], ['the machine’s', 'too late']);
  use(voice);
  assert.equal(say('end.no-route'), 'the relay’s');
});
