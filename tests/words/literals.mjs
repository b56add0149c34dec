// String literals of C++ sources that people would read.

/** The literals of a source, neighbours joined as the compiler does it, without comments and includes. */
export function literalsOf(source) {
  const found = [];
  // Comments, raw strings, characters, strings; what is none of them parts literals from each other, but for white space.
  const pieces = source.matchAll(/\/\/[^\n]*|\/\*[^]*?\*\/|R"(\w*)\(([^]*?)\)\1"|'(?:[^'\\\n]|\\.)+'|"((?:[^"\\\n]|\\.)*)"|^[ \t]*#[ \t]*include[^\n]*|\S/gm);
  let joined = false;
  for (const [piece, , raw, plain] of pieces) {
    const text = raw ?? plain;
    if (text === undefined) {
      if (!piece.startsWith('/')) joined = false;
    } else if (joined) found[found.length - 1] += text;
    else {
      found.push(text);
      joined = true;
    }
  }
  return found;
}

/** Not of a language: what standards, protocols and programs are called, and what a reader of a standard is told of broken bytes. */
const NO_WORDS = [
  /^RFC \d+/, // rules of a parser, by their section; titles of documents
  /^(?:BSI|NIST|NCSC-NL|Mozilla)\b/, // titles of documents
  /^text\/[a-z]+; charset=utf-8$/, // media types
  /^[A-Za-z][\w.-]+(?: \d[\d.]*)? built-in$|^seen on many servers \(weakdh\.org\)$|^(?:SKIP|Java) \(/, // where a prime is from
];

/** Whether people would read it: two words of a sentence, or one with its full stop. */
export const looksLikeWords = (text) => !NO_WORDS.some((known) => known.test(text)) && /\p{L}{2,}[,:;]?\s+(?:\p{Ll}{2,}|a|I)\b|^\p{Lu}\p{Ll}+[.!?…]$/u.test(text.replace(/\\./g, ' '));
