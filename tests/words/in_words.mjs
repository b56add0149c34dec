// A report as people read it: with words in place of its phrases.

/** `told`: says a phrase; by itself, the words that the command line has put beside it. */
export function inWords(value, told = ({ text }) => text) {
  if (value === null || typeof value !== 'object') return value;
  if (value.phrase !== undefined) return told(value);
  if (Array.isArray(value)) return value.map((item) => inWords(item, told));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inWords(inner, told)]));
}
