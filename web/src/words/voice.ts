// A language's words, loaded when they are wanted.

import { number, plural, select } from '@messageformat/runtime';
import { FIRST, languages, type Needed, type Words } from '../../generated/languages.js';
import { putInto } from './put';

export interface Voice {
  /** For `lang`. */
  readonly language: string;
  /** For Intl. */
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  readonly words: Words;
}

const loaded = new Map<string, Voice>();

/** Which of its plurals a language takes for a number. */
function ruleOf(locale: string): (n: number, ordinal?: boolean) => string {
  const [cardinals, ordinals] = [new Intl.PluralRules(locale), new Intl.PluralRules(locale, { type: 'ordinal' })];
  return (n, ordinal) => (ordinal ? ordinals : cardinals).select(n);
}

const needed = ({ locale, direction }: Pick<Voice, 'locale' | 'direction'>): Needed => ({ number, plural, select, put: putInto(direction), rule: ruleOf(locale) });

async function load(language: string): Promise<Voice> {
  const known = languages[language];
  if (!known) throw new Error(language);
  const { locale, direction } = known;
  const { default: words } = await known.load();
  const voice = { language, locale, direction, words: words(needed({ locale, direction })) };
  loaded.set(language, voice);
  return voice;
}

/** At once where its words are there. What cannot be loaded is said in English, if that can be. */
export function voiceOf(language: string): Voice | Promise<Voice> {
  return loaded.get(language) ?? load(language).catch(() => loaded.get(FIRST) ?? load(FIRST));
}

const deepened = new Set<Voice>();

/** Adds the words that only the depths of an address are told in; where they cannot be had, all else is said. */
export async function deepen(voice: Voice): Promise<void> {
  if (deepened.has(voice)) return;
  const made = await languages[voice.language]?.depths().then(({ default: words }) => words(needed(voice)), () => null);
  if (!made) return;
  Object.assign(voice.words, made);
  deepened.add(voice);
}
