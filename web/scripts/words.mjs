// Before Vite: makes words/*.json (ICU MessageFormat) into functions, one module a language, with types for ids and arguments.
// Fails where a language does not say what English says.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from '@messageformat/parser';
import MessageFormat from '@messageformat/core';
import compileModule from '@messageformat/core/compile-module.js';

const words = fileURLToPath(new URL('../../words/', import.meta.url));
const generated = fileURLToPath(new URL('../generated/', import.meta.url));
const FIRST = 'en'; // what the others are translated from, and what is spoken where none of the wanted languages is

/** Messages that are read here, and by nobody later. */
const NAME = 'language.name'; // of the language, in itself
/** What is said where no words can be loaded: it comes with the script, in every language. */
const NOT_STARTED = 'failed.not-started';

/** Not of the element: the command line's own, and what is wrong with a domain that only it has to say; the relay's own pages; the page /embed. */
const ELSEWHERE = /^(?:about|cli|document|domain|embed|privacy)\./;
/** What the page /embed says. */
const EMBED = /^embed\.|^(?:document\.front|footer\.(?:privacy|servers)|language\.choose)$/;
/** What only the depths of an address are said in, and what stands below the answer in the report's phrases or says what to do about them: it comes once the answer stands. */
const DEPTHS =
  /^(?:alert|certificate|conversation|fact|finding\.[^.]+|fix|impossible|limit|property|reply|rule|seen|staple|suites|tls|todo\.operator|topic|unasked|weakness|what-if|chain|policy)\.|^postmaster\.(?!copy)/;

/** For Intl. Arabic is written with two kinds of digits: what stands beside bytes, ports and addresses has theirs. */
const LOCALES = { ar: 'ar-u-nu-latn' };

export const localeOf = (language) => LOCALES[language] ?? language;
/** Not every Node.js knows it by itself. */
const RIGHT_TO_LEFT = new Set(['ar', 'fa', 'he', 'ur']);

const texts = (messages) => Object.fromEntries(Object.entries(messages).map(([id, { text }]) => [id, text]));
const read = (language) => texts(JSON.parse(readFileSync(join(words, `${language}.json`), 'utf8')));

/** @param {(token, open: string[]) => void} visit called for each token in a message's text, with the words of the cases that it stands in */
function walk(text, visit) {
  const into = (tokens, open) => {
    for (const token of tokens) {
      visit(token, open);
      for (const one of token.cases ?? []) into(one.tokens, [...open, one.key]);
    }
  };
  into(parse(text, { strictPluralKeys: false }), []);
}

/** The arguments of a message: each with the type that its use wants. */
export function argumentsOf(text) {
  const found = new Map();
  walk(text, (token) => {
    if (token.type === 'argument' && !found.has(token.arg)) found.set(token.arg, 'Word');
    if (token.type === 'plural' || token.type === 'selectordinal') found.set(token.arg, 'number');
    if (token.type === 'select') found.set(token.arg, 'string');
  });
  return found;
}

/** What a select asks an argument for. */
function choicesOf(text) {
  const found = new Map();
  walk(text, (token) => {
    if (token.type === 'select') found.set(token.arg, new Set([...(found.get(token.arg) ?? []), ...token.cases.map(({ key }) => key)]));
  });
  return found;
}

const marksOf = (text) => [...new Set(text.match(/<\/?(?:b|code|quiet)>/g))].sort().join('');
const same = (a, b) => a.size === b.size && [...a].every((one) => b.has(one));

/** What a translation of a message gets wrong; nothing where it is as good as a program can tell. */
function faults(language, text, original) {
  const faults = [];
  const [given, wanted] = [argumentsOf(text), argumentsOf(original)];
  if (!same(new Set(given.keys()), new Set(wanted.keys()))) faults.push(`has {${[...given.keys()].join('} {')}} where English has {${[...wanted.keys()].join('} {')}}`);
  for (const [name, type] of given) {
    const known = wanted.get(name) ?? type;
    if (type !== 'Word' && known !== 'Word' && known !== type) faults.push(`takes {${name}} for a ${type}`);
  }
  const choices = choicesOf(original);
  for (const [name, keys] of choicesOf(text)) for (const key of keys) if (!choices.get(name)?.has(key)) faults.push(`knows a {${name}} "${key}"`);
  if (marksOf(text) !== marksOf(original)) faults.push(`has the marks ${marksOf(text) || 'none'} where English has ${marksOf(original) || 'none'}`);
  const rules = (type) => new Intl.PluralRules(language, { type }).resolvedOptions().pluralCategories;
  walk(text, (token) => {
    if (token.type !== 'plural' && token.type !== 'selectordinal') return;
    const known = rules(token.type === 'plural' ? 'cardinal' : 'ordinal');
    for (const { key } of token.cases) if (!/^=\d+$/.test(key) && !known.includes(key)) faults.push(`has a plural "${key}", which this language has not`);
  });
  return faults;
}

/**
 * Everything that is wrong with a language's messages, one line each.
 * @param {Record<string, string>} messages by their ids
 */
export function complaints(language, messages, english) {
  const found = [];
  for (const id of Object.keys(english)) if (!(id in messages)) found.push(`${id} is missing`);
  for (const [id, text] of Object.entries(messages)) {
    if (!(id in english)) {
      found.push(`${id} is not in English`);
      continue;
    }
    try {
      if (typeof text !== 'string' || (text === '' && english[id] !== '')) found.push(`${id} is empty`);
      else found.push(...faults(language, text, english[id]).map((fault) => `${id} ${fault}`));
    } catch (error) {
      found.push(`${id} cannot be read: ${error.message.split('\n')[0]}`);
    }
  }
  return found;
}

/**
 * An argument is what the most particular of the languages takes it for: where one of them needs a plural, whoever says the message gives a number.
 * @param {Record<string, string>[]} all each language's messages
 */
function types(all) {
  const line = (id) => {
    const found = new Map();
    for (const messages of all) for (const [name, type] of argumentsOf(messages[id])) if (type !== 'Word' || !found.has(name)) found.set(name, type);
    const members = [...found].map(([name, type]) => `${JSON.stringify(name)}: ${type}`);
    return `  ${JSON.stringify(id)}: ${members.length > 0 ? `{ ${members.join('; ')} }` : 'null'};`;
  };
  const ids = Object.keys(all[0]).filter((id) => id !== NAME && !ELSEWHERE.test(id));
  return `// Made by scripts/words.mjs.\nexport type Word = string | number;\nexport interface Messages {\n${ids.map(line).join('\n')}\n}\n`;
}

/** {name} as {name, put}: what is put in goes through src/words/put.ts. */
function withPut(text) {
  const places = [];
  walk(text, ({ type, arg, ctx }) => {
    if (type === 'argument') places.push([ctx.offset, ctx.text, arg]);
  });
  return places.sort(([a], [b]) => b - a).reduce((all, [at, written, arg]) => `${all.slice(0, at)}{${arg}, put}${all.slice(at + written.length)}`, text);
}

/** A module of one language's words: a function of what they need (src/words/voice.ts has it), so that the module needs no other one. */
export function compiled(language, messages) {
  const said = Object.fromEntries(
    Object.entries(messages)
      .filter(([id]) => id !== NAME)
      .map(([id, text]) => [id, withPut(text)]),
  );
  const text = compileModule(new MessageFormat(localeOf(language), { customFormatters: { put: { formatter: String, id: 'put', module: 'put' } } }), said);
  const START = 'export default ';
  const at = text.indexOf(START);
  const imports = text.slice(0, at).split('\n').filter(Boolean);
  if (!imports.every((line) => /^import \{ (?:(?:number|plural|select|put|[a-z]+)(?:, )?)+ \} from "(?:@messageformat\/runtime(?:\/lib\/(?:cardinals|plurals))?|put)";$/.test(line)))
    throw new Error(`words/${language}.json needs more than its modules get: ${imports.join(' ')}`);
  return `// Made by scripts/words.mjs.\nexport default ({ number, plural, select, put, rule: ${language} }) => (${text.slice(at + START.length).trimEnd()});\n`;
}

const part = (messages, belongs) => Object.fromEntries(Object.entries(messages).filter(([id]) => !ELSEWHERE.test(id) && belongs(id)));

/** A message that takes nothing in, as it is read. */
function plain(id, text) {
  const tokens = parse(text);
  if (tokens.some(({ type }) => type !== 'content')) throw new Error(`${id} takes something in: the page /embed says its words as they are`);
  return tokens.map(({ value }) => value).join('');
}

/** A language's messages without arguments, by their ids. */
export const plainTexts = (messages, ids) =>
  Object.fromEntries(
    Object.entries(messages)
      .filter(([id]) => ids.test(id))
      .map(([id, text]) => [id, plain(id, text)]),
  );

/** All languages that there are words in, and their messages; English first. */
export const catalogues = () =>
  [
    FIRST,
    ...readdirSync(words)
      .filter((name) => name.endsWith('.json') && name !== `${FIRST}.json`)
      .map((name) => name.slice(0, -'.json'.length))
      .sort(),
  ].map((language) => [language, read(language)]);

export const directionOf = (language) => (RIGHT_TO_LEFT.has(language) ? 'rtl' : 'ltr');

/** The modules of a language: what is said at once, what the depths are told in, and what the page /embed says. */
export const modules = (language, messages) => ({
  [`${language}.js`]: compiled(
    language,
    part(messages, (id) => !DEPTHS.test(id)),
  ),
  [`${language}.depths.js`]: compiled(
    language,
    part(messages, (id) => DEPTHS.test(id)),
  ),
  [`${language}.embed.js`]: `// Made by scripts/words.mjs.\nexport default ${JSON.stringify(plainTexts(messages, EMBED))};\n`,
});

const LANGUAGES_TYPES = `// Made by scripts/words.mjs.
import type { number, plural, select } from '@messageformat/runtime';
export type Words = Record<string, (given?: object) => string>;
/** What compiled words need: that of @messageformat/runtime, how a thing is put into a sentence, and the plurals of the language. */
export interface Needed {
  number: typeof number;
  plural: typeof plural;
  select: typeof select;
  put: (value: string | number, locale: string) => string;
  rule: (n: number, ordinal?: boolean) => string;
}
export interface Language {
  /** In the language itself. */
  name: string;
  /** For Intl. */
  locale: string;
  direction: 'ltr' | 'rtl';
  /** What is said where no words can be loaded. */
  notStarted: string;
  load: () => Promise<{ default: (needed: Needed) => Words }>;
  /** Of what the depths of an address are told in. */
  loadDepths: () => Promise<{ default: (needed: Needed) => Words }>;
}
/** Spoken where none of the wanted languages is. */
export const FIRST: string;
export const languages: Record<string, Language>;
`;

const EMBED_TYPES = `// Made by scripts/words.mjs.
/** What the page /embed says in each language, by the ids of messages. */
export const embed: Record<string, () => Promise<{ default: Record<string, string> }>>;
`;

function entry(language, messages) {
  const known = { name: messages[NAME], locale: localeOf(language), direction: directionOf(language), notStarted: messages[NOT_STARTED] };
  return `\n  ${JSON.stringify(language)}: { ...${JSON.stringify(known)}, load: () => import('./${language}.js'), loadDepths: () => import('./${language}.depths.js') },`;
}

export function generate() {
  mkdirSync(generated, { recursive: true });
  const all = catalogues();
  const [[, english]] = all;
  // What people can read exists in every language.
  const wrong = all.flatMap(([language, messages]) => complaints(language, messages, english).map((line) => `words/${language}.json: ${line}`));
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
  for (const [language, messages] of all) for (const [name, text] of Object.entries(modules(language, messages))) writeFileSync(join(generated, name), text);
  writeFileSync(join(generated, 'messages.d.ts'), types(all.map(([, messages]) => messages)));
  writeFileSync(
    join(generated, 'languages.js'),
    `// Made by scripts/words.mjs.\nexport const FIRST = '${FIRST}';\nexport const languages = {${all.map(([language, messages]) => entry(language, messages)).join('')}\n};\n`,
  );
  writeFileSync(join(generated, 'languages.d.ts'), LANGUAGES_TYPES);
  writeFileSync(
    join(generated, 'embed.js'),
    `// Made by scripts/words.mjs.\nexport const embed = {${all.map(([language]) => `\n  ${JSON.stringify(language)}: () => import('./${language}.embed.js'),`).join('')}\n};\n`,
  );
  writeFileSync(join(generated, 'embed.d.ts'), EMBED_TYPES);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) generate();
