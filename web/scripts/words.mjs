// Before Vite: makes words/*.json (ICU MessageFormat) into functions, one module a language, with types for ids and arguments.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from '@messageformat/parser';
import MessageFormat from '@messageformat/core';
import compileModule from '@messageformat/core/compile-module.js';

const words = fileURLToPath(new URL('../../words/', import.meta.url));
const generated = fileURLToPath(new URL('../generated/', import.meta.url));
const BUILT_IN = 'en'; // what everything falls back to; the others are loaded when they are wanted

/** Not of the page: the command line's own. */
const ELSEWHERE = /^cli\./;
/** Kinds of messages that only the depths of an address are said in: they come once the answer stands. */
const DEPTHS = /^(?:alert|impossible|property|reply|rule|seen|tls|topic|unasked|weakness)\./;

const part = (messages, belongs) => Object.fromEntries(Object.entries(messages).filter(([id]) => !ELSEWHERE.test(id) && belongs(id)));

const read = (language) => Object.fromEntries(Object.entries(JSON.parse(readFileSync(join(words, `${language}.json`), 'utf8'))).map(([id, { text }]) => [id, text]));

/** The arguments of a message: each with the type that its use wants. */
export function argumentsOf(text) {
  const found = new Map();
  const walk = (tokens) => {
    for (const token of tokens) {
      if (token.type === 'argument' && !found.has(token.arg)) found.set(token.arg, 'Word');
      if (token.type === 'plural' || token.type === 'selectordinal') found.set(token.arg, 'number');
      if (token.type === 'select') found.set(token.arg, 'string');
      if (token.cases) for (const one of token.cases) walk(one.tokens);
    }
  };
  walk(parse(text));
  return found;
}

function types(messages) {
  const line = ([id, text]) => {
    const found = [...argumentsOf(text)].map(([name, type]) => `${JSON.stringify(name)}: ${type}`);
    return `  ${JSON.stringify(id)}: ${found.length > 0 ? `{ ${found.join('; ')} }` : 'null'};`;
  };
  return `// Made by scripts/words.mjs.\nexport type Word = string | number;\nexport interface Messages {\n${Object.entries(messages).map(line).join('\n')}\n}\n`;
}

export function generate() {
  mkdirSync(generated, { recursive: true });
  const languages = readdirSync(words).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
  const known = read(BUILT_IN);
  for (const language of languages) {
    const messages = read(language);
    // What people can read exists in every language.
    const missing = Object.keys(known).filter((id) => !(id in messages));
    const unknown = Object.keys(messages).filter((id) => !(id in known));
    if (missing.length + unknown.length > 0) throw new Error(`words/${language}.json: missing ${missing.join(', ') || 'none'}; unknown ${unknown.join(', ') || 'none'}`);
    const compiled = (some) => compileModule(new MessageFormat(language), some);
    writeFileSync(join(generated, `${language}.js`), compiled(part(messages, (id) => !DEPTHS.test(id))));
    writeFileSync(join(generated, `${language}.depths.js`), compiled(part(messages, (id) => DEPTHS.test(id))));
  }
  const others = languages.filter((language) => language !== BUILT_IN);
  writeFileSync(join(generated, 'messages.d.ts'), types(part(known, () => true)));
  writeFileSync(join(generated, 'languages.js'), `// Made by scripts/words.mjs.\nimport built from './${BUILT_IN}.js';\nexport const BUILT_IN = '${BUILT_IN}';\nexport { built };\nexport const others = {${others.map((language) => `\n  '${language}': () => import('./${language}.js'),`).join('')}\n};\nexport const depths = {${languages.map((language) => `\n  '${language}': () => import('./${language}.depths.js'),`).join('')}\n};\n`);
  writeFileSync(join(generated, 'languages.d.ts'), `// Made by scripts/words.mjs.\nexport type Compiled = Record<string, (given?: object) => string>;\nexport const BUILT_IN: string;\nexport const built: Compiled;\nexport const others: Record<string, () => Promise<{ default: Compiled }>>;\nexport const depths: Record<string, () => Promise<{ default: Compiled }>>;\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) generate();
