// The language that the page /embed speaks, chosen as on Mailglass's own page. Its words come into embed.html where that names them; the elements on it follow its lang.

import { embed } from '../../generated/embed.js';
import { FIRST, languages } from '../../generated/languages.js';
import * as addressBar from '../address-bar';
import { rememberLanguage } from '../words/remembered';
import { spokenOf, wantedHere } from '../words/wanted';

let wanted = '';
let words: Record<string, string> = {};

/** A message without arguments. */
export const say = (id: string): string => words[id] ?? '';

const all = <T extends HTMLElement>(selector: string): T[] => [...document.querySelectorAll<T>(selector)];

/** Text, with what <code> in it sets off as such. */
function drawn(text: string): (string | Node)[] {
  return text.split(/<code>(.*?)<\/code>/).map((part, i) => {
    if (i % 2 === 0) return part;
    const code = document.createElement('code');
    code.dir = 'ltr';
    code.textContent = part;
    return code;
  });
}

function put(language: string): void {
  for (const element of all('[data-say]')) if (element.localName !== 'noscript') element.replaceChildren(...drawn(say(element.dataset['say'] ?? '')));
  for (const element of all('[data-say-placeholder]')) element.setAttribute('placeholder', say(element.dataset['sayPlaceholder'] ?? ''));
  for (const element of all('[data-say-label]')) element.setAttribute('aria-label', say(element.dataset['sayLabel'] ?? ''));
  for (const element of all('[data-say-content]')) element.setAttribute('content', say(element.dataset['sayContent'] ?? ''));
  for (const link of all<HTMLAnchorElement>('a[data-say]')) link.search = `?lang=${language}`;
}

async function speak(language: string): Promise<void> {
  wanted = language;
  const known = languages[language];
  const load = embed[language];
  if (!known || !load) return;
  // At once: elements load the words of the language around them when they are seen.
  document.documentElement.lang = language;
  document.documentElement.dir = known.direction;
  const loaded = await load().catch(() => null);
  if (language !== wanted) return;
  if (!loaded) {
    if (language !== FIRST) await speak(FIRST); // what cannot be loaded is said in English, if that can be
    return;
  }
  words = loaded.default;
  put(language);
  for (const choice of all<HTMLSelectElement>('#spoken')) choice.value = language;
  for (const main of all('main')) main.hidden = false;
}

/** Speaks, and lets the visitor choose, each language by its own name. */
export function begin(): void {
  for (const select of all<HTMLSelectElement>('#spoken, #lang')) {
    for (const [language, { name, direction }] of Object.entries(languages)) {
      const option = new Option(name, language);
      option.lang = language;
      option.dir = direction;
      select.append(option);
    }
  }
  for (const choice of all<HTMLSelectElement>('#spoken')) {
    choice.addEventListener('change', () => {
      addressBar.rememberLanguage(rememberLanguage(choice.value) ? null : choice.value);
      void speak(choice.value);
    });
  }
  void speak(spokenOf(wantedHere()));
}
