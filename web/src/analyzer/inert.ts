// Text from mail servers and DNS is shown as text, and must not be able to rearrange the line it stands in either.

// Controls, and what changes direction, joins or hides: bidi controls, zero-width characters, line separators, tags, lone surrogates.
const TRICKY = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

/** Makes such characters visible by their numbers. */
export function inert(text: string): string {
  return text.replace(TRICKY, (c) => `\u2039U+${(c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}\u203a`);
}

/** In JSON such a character may also be escaped. What has none of them, as nearly all has, needs no walk through all its strings. */
const PERHAPS = new RegExp(`${TRICKY.source}|\\\\[bfru]`, 'u');

/** What the analyzer tells as JSON, with every string of it inert, at one place, before any of it is drawn. */
export function readInert<T>(json: string): T {
  const value = JSON.parse(json) as T;
  return PERHAPS.test(json) ? inertStrings(value) : value;
}

function inertStrings<T>(value: T): T {
  if (typeof value === 'string') return inert(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => inertStrings(item)) as T;
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inertStrings<unknown>(item)])) as T;
  }
  return value;
}
