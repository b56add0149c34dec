// What people type or paste, made into the domain to check. The command line reads it the same way (wasm/input/typed.cpp): tests/unit/input/typed.json has what both
// make of what. Here it is written again because it must answer before the analyzer is there.

export interface Typed {
  domain: string; // A-labels
  shown: string; // as typed, where that is not ASCII
  withoutWww: boolean; // which mail addresses do not have
}

export type Refusal = 'empty' | 'too-long' | 'nothing-after-at' | 'ip-address' | 'spaces' | 'no-dot' | 'dot-too-many' | 'no-domain-name';

export type Reading =
  | ({ kind: 'domain' } & Typed)
  | ({ kind: 'guess' } & Typed) // a slip of the finger, maybe: to be asked
  | { kind: 'several'; choices: Typed[] }
  | { kind: 'refused'; why: Refusal; named: string }; // named: the part that it is about

const LONGEST = 2000;
const MAX_CHOICES = 8;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const DOT = /[.\u3002\uff0e\uff61]/u;
const DOTS = /[.\u3002\uff0e\uff61]/gu;
/** Between words, whatever stands there: no host name has any of it. */
const SEPARATOR = /[\s,;|()[\]{}"'<>\u00ab\u00bb\u2018-\u201f\u2039\u203a\u3001\uff0c\uff1b\u300c\u300d\uff08\uff09]/u;
/** Ends a web address, in which commas and brackets may stand. */
const URL_END = /[\s"<>\u201c-\u201f]/u;
const UNTYPED = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f]/u;
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

type Read = ({ kind: 'domain' } & Typed) | { kind: 'refused'; why: Refusal; named: string };

const refused = (why: Refusal, named = ''): Read => ({ kind: 'refused', why, named });

/** Takes a domain, an e-mail address (with or without a name around it) or a web address, with whatever came along when it was copied. */
export function readTyped(typed: string): Reading {
  if (typed.length > LONGEST) return refused('too-long');
  // Nobody types these: what they would do to the words around them is not to be guessed.
  if (UNTYPED.test(typed)) return refused('no-domain-name');
  const text = withoutQuotedNames(typed.replace(/\bmailto:/gi, ' '));
  const words = wordsOf(text);
  if (words.length === 0) return refused('empty');

  // Beside an e-mail address, other words are a name or a remark.
  const mail = words.filter(isMail);
  const dotted = mail.length > 0 ? mail : words.filter((word) => isWeb(word) || DOT.test(word));
  const read = dotted.map((word) => readHost(hostOf(word)));
  const wrong = read.find((one) => one.kind === 'refused');
  if (read.length > 0 && !wrong) {
    const choices = read.filter((one) => one.kind === 'domain').filter((one, i, all) => all.findIndex((other) => other.domain === one.domain) === i);
    const [first] = choices;
    const joined = first && choices.length === 1 && mail.length === 0 ? joinedBy(text, words) : null;
    if (first && choices.length === 1 && !joined) return first;
    if (joined) choices.push(joined);
    return { kind: 'several', choices: choices.slice(0, MAX_CHOICES).map(({ domain, shown, withoutWww }) => ({ domain, shown, withoutWww })) };
  }
  if (words.some(isAddress)) return refused('ip-address');
  if (!wrong || wrong.why === 'no-dot') {
    const guess = guessOf(text);
    if (guess) return { ...guess, kind: 'guess' };
  }
  if (wrong) return wrong;
  const [only] = words;
  return only !== undefined && words.length === 1 ? readHost(hostOf(only)) : refused('spaces');
}

/** "Smith, J." <j.smith@example.org>, "odd@local"@example.org: what is in quotes is no domain. */
function withoutQuotedNames(text: string): string {
  return text.replace(/"[^"]*"(?=@|\s*<)/g, ' ');
}

function wordsOf(text: string): string[] {
  const words: string[] = [];
  let word = '';
  const end = (): void => {
    const trimmed = word.replace(/[.!?:\u2026]+$/u, '');
    if (trimmed) words.push(trimmed);
    word = '';
  };
  for (const letter of text) {
    if ((word.includes('/') ? URL_END : SEPARATOR).test(letter)) end();
    else word += letter;
  }
  end();
  return words;
}

const isWeb = (word: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(word);
const isMail = (word: string): boolean => !isWeb(word) && /^[^/?#]*@/.test(word);
const isAddress = (word: string): boolean => /^(?:ipv6:)?[0-9a-f]*:[0-9a-f.]*:[0-9a-f:.]*(?:%.*)?$/i.test(word) || /^\d+\.\d+\.\d+\.\d+$/.test(word);

function hostOf(word: string): { host: string; mail: boolean } {
  const mail = isMail(word);
  const host = word
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/[/?#\\].*$/s, '')
    .replace(/^.*@/s, '');
  return { host: host.replace(/^([^:]*):\d*$/, '$1').replace(/[.,;!?)\]}'\u2026\u2019]+$/u, ''), mail };
}

function readHost({ host, mail }: { host: string; mail: boolean }): Read {
  if (host === '') return refused(mail ? 'nothing-after-at' : 'no-domain-name');
  if (host.startsWith('[') || isAddress(host)) return refused('ip-address');
  const numbers = host.split(DOT).map((label) => /^(?:\d+|0x[0-9a-f]*)$/i.test(label));
  if (numbers.length > 1 && numbers.every(Boolean)) return refused('ip-address');
  if (CONTROL.test(host) || numbers.at(-1)) return refused('no-domain-name', host);
  if (!DOT.test(host)) return refused('no-dot', host);
  const labels = host.split(DOT);
  if (labels.some((label) => label === '')) return refused('dot-too-many', host);
  if (host.length > 4 * 253) return refused('too-long');
  const ascii = toAscii(host);
  if (ascii === null) return refused('no-domain-name', host);
  const parts = ascii.split('.');
  if (ascii.length > 253 || parts.some((label) => label.length > 63)) return refused('too-long');
  if (parts.length < 2 || !parts.every((label) => LABEL.test(label))) return refused('no-domain-name', host);

  const withoutWww = !mail && parts[0] === 'www' && parts.length > 2;
  const domain = withoutWww ? ascii.slice(4) : ascii;
  const unicode = /[^\x00-\x7f]/.test(host) ? host.toLowerCase().normalize('NFC').replace(DOTS, '.') : ascii;
  return { kind: 'domain', domain, shown: withoutWww ? unicode.replace(/^www\./, '') : unicode, withoutWww };
}

/** A comma or a blank where the dot should be. */
function guessOf(text: string): Typed | null {
  const closed = text.trim().replace(/\s*[.,\uff0c\u3001]\s*/gu, '.');
  const words = wordsOf(closed);
  const [word] = words;
  if (word === undefined || words.length > 1) return null;
  const read = readHost(hostOf(word));
  return read.kind === 'domain' ? read : null;
}

/** One word, a blank, and a domain: the blank may be a slip of the finger in one name. What else stands between them, as in "Domain: example.org", is none. */
function joinedBy(text: string, words: string[]): ({ kind: 'domain' } & Typed) | null {
  const [one = '', two = ''] = words;
  if (words.length !== 2 || DOT.test(one) || isWeb(two) || text.replace(/\s/gu, '') !== one + two) return null;
  const read = readHost(hostOf(one + two));
  return read.kind === 'domain' ? read : null;
}

/** IDNA by the browser itself (UTS 46), so that the name means here what it means in the address bar. */
function toAscii(host: string): string | null {
  if (/[\s%@:/?#[\]\\<>^|]/u.test(host)) return null;
  try {
    return new URL(`http://${host}/`).hostname.toLowerCase();
  } catch {
    return null;
  }
}
