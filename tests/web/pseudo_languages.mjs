// Languages for tests, made from English: what is on the screen and not in words/, what does not fit, and what does not turn round shows in them.
//
//   en-XA   ⟦accented, in brackets, and some 40 % longer⟧
//   ar-XB   the same length, in brackets, each of its words from right to left
//
//   node tests/web/pseudo_languages.mjs en-XA > words/de.json     to look at it in a page of one's own
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const { parse } = createRequire(new URL('../../web/package.json', import.meta.url))('@messageformat/parser');

export const OPEN = '⟦';
export const SHUT = '⟧';
const PLAIN = 'AaBbCcDdEeFfGgHhIiJjKkLlMmNnOoPpQqRrSsTtUuVvWwXxYyZz';
const ACCENTED = 'ÅåƁƀÇçÐðÉéƑƒĜĝĤĥÎîĴĵĶķĻļḾɱÑñÖöÞþǪǫŔŕŠšŢţÛûṼṽŴŵẊẋÝýŽž';
const FILL = ['ôñé', 'ţŵö', 'ţĥŕéé', 'ƒöûŕ', 'ƒîṽé', 'šîẋ', 'šéṽéñ', 'éîĝĥţ'];
const RIGHT_TO_LEFT = '\u202e';
const POP = '\u202c';

const accented = (text) => text.replace(/[a-z]/gi, (letter) => [...ACCENTED][PLAIN.indexOf(letter)]);
const turned = (text) => text.replace(/\S+(?: \S+)*/g, (run) => `${RIGHT_TO_LEFT}${run}${POP}`);

/** Changes what is read of a message, and nothing of its arguments, cases and marks. */
function changed(text, change) {
  const places = [];
  const walk = (tokens) => {
    for (const token of tokens) {
      if (token.type === 'content') places.push([token.ctx.offset, token.ctx.text]);
      for (const one of token.cases ?? []) walk(one.tokens);
    }
  };
  walk(parse(text));
  const words = (content) => content.split(/(<\/?\w+>)/).map((part, i) => (i % 2 ? part : change(part))).join('');
  return places.sort(([a], [b]) => b - a).reduce((all, [at, content]) => all.slice(0, at) + words(content) + all.slice(at + content.length), text);
}

function longer(text) {
  const wanted = Math.ceil(text.replace(/\{[^{}]*\}|<[^>]*>/g, '').length * 0.4);
  let fill = '';
  for (let i = 0; fill.length < wanted; i++) fill += `${i ? ' ' : ''}${FILL[i % FILL.length]}`;
  return `${text} ${fill}`;
}

export const MAKERS = {
  'en-XA': (text) => `${OPEN}${longer(changed(text, accented))}${SHUT}`,
  'ar-XB': (text) => `${OPEN}${changed(text, turned)}${SHUT}`,
};

/** @returns {Record<string, string>} messages by their ids */
export function pseudo(language) {
  const english = JSON.parse(readFileSync(new URL('../../words/en.json', import.meta.url), 'utf8'));
  return Object.fromEntries(Object.entries(english).map(([id, { text }]) => [id, MAKERS[language](text)]));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const messages = Object.entries(pseudo(process.argv[2])).map(([id, text]) => [id, { text }]);
  console.log(JSON.stringify(Object.fromEntries(messages), null, 2));
}
