// How a message's arguments are put into it. Compiled messages call it for each (scripts/words.mjs).

const numbers = new Map<string, Intl.NumberFormat>();

/** As this language writes it; four digits stand together, as key sizes and bytes do everywhere. */
function number(value: number, locale: string): string {
  let format = numbers.get(locale);
  // Newer than the types: an old browser reads any word as "yes".
  if (!format) numbers.set(locale, (format = new Intl.NumberFormat(locale, { useGrouping: 'min2' } as unknown as Intl.NumberFormatOptions)));
  return format.format(value);
}

/** Letters that run from right to left. */
const LEFTWARD = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]|[\ud802\ud803\ud83a\ud83b][\udc00-\udfff]/;
/** Stands by itself: who copies it wants nothing else with it. */
const BY_ITSELF = /^https?:|\n|^$/;
/** First strong isolate, and its end (UAX #9). */
const APART = '\u2068';
const END = '\u2069';

/** Keeps a domain, an address or a name in its own direction, and the sentence around it in its order. */
export function apart(text: string, direction: 'ltr' | 'rtl'): string {
  return (direction === 'rtl' || LEFTWARD.test(text)) && !BY_ITSELF.test(text) ? `${APART}${text}${END}` : text;
}

export const putInto =
  (direction: 'ltr' | 'rtl') =>
  (value: string | number, locale: string): string =>
    typeof value === 'number' ? number(value, locale) : apart(String(value), direction);
