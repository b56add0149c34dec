// A language's words, loaded when they are wanted.

import { number, plural, select } from '@messageformat/runtime';
import { FIRST, languages, type Words } from '../../generated/languages.js';
import { putInto } from './put';

export interface Voice {
  /** For `lang`. */
  readonly language: string;
  /** For Intl. */
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  readonly words: Words;
  /** Brings the words that only the depths of an address are told in; without them, what they say is left out. */
  deepen(): Promise<void>;
}

const loaded = new Map<string, Voice>();

/** Which of its plurals a language takes for a number. */
function ruleOf(locale: string): (n: number, ordinal?: boolean) => string {
  const [cardinals, ordinals] = [new Intl.PluralRules(locale), new Intl.PluralRules(locale, { type: 'ordinal' })];
  return (n, ordinal) => (ordinal ? ordinals : cardinals).select(n);
}

async function load(language: string): Promise<Voice> {
  const known = languages[language];
  if (!known) throw new Error(language);
  const { locale, direction } = known;
  const needed = { number, plural, select, put: putInto(direction), rule: ruleOf(locale) };
  const { default: compiled } = await known.load();
  const words = compiled(needed);
  let deeper: Promise<void> | null = null;
  const deepen = (): Promise<void> =>
    (deeper ??= known.loadDepths().then(
      ({ default: more }) => void Object.assign(words, more(needed)),
      () => void (deeper = null),
    ));
  const voice = { language, locale, direction, words, deepen };
  loaded.set(language, voice);
  return voice;
}

/** At once where its words are there. What cannot be loaded is said in English, if that can be. */
export function voiceOf(language: string): Voice | Promise<Voice> {
  return loaded.get(language) ?? load(language).catch(() => loaded.get(FIRST) ?? load(FIRST));
}
