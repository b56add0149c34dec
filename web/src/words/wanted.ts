// Which language is wanted of an element, and which of those that there are it is. Comes with the script that pages load.

import { FIRST, languages } from '../../generated/languages.js';
import { askedLanguage } from '../address-bar';
import { rememberedLanguage } from './remembered';

/** The roots that an element stands in: its own, and those of the elements whose shadow trees these are. */
export function rootsAround(element: Element): Node[] {
  const roots: Node[] = [];
  for (let at: Element | undefined = element; at; ) {
    const root = at.getRootNode();
    roots.push(root);
    at = root instanceof ShadowRoot ? root.host : undefined;
  }
  return roots;
}

/** The nearest `lang` at or around it, also across shadow trees; "" if there is none, or if it says that the language is not known. */
export function languageAround(element: Element): string {
  for (let at: Element | undefined = element; at; ) {
    const nearest = at.closest('[lang]');
    if (nearest) return nearest.getAttribute('lang') ?? '';
    const root = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : undefined;
  }
  return '';
}

/** On Mailglass's own pages: by the link, by an earlier choice, then as the browser. */
export const wantedHere = (): string[] => [...[askedLanguage(), rememberedLanguage()].filter((one) => one !== null), ...navigator.languages];

/** Mailglass's own page is as its visitor wants it; elsewhere first what the element's page wants, then the browser. */
export const wantedBy = (element: Element): string[] => (element.hasAttribute('page') ? wantedHere() : [languageAround(element), ...navigator.languages]);

/** "de-AT" is spoken as "de". */
const spokenFor = (tag: string): string | undefined => {
  const [language = ''] = tag.toLowerCase().split('-');
  return Object.hasOwn(languages, language) ? language : undefined;
};

/** The first of the wanted that there are words in. */
export function spokenOf(wanted: readonly string[]): string {
  for (const one of wanted) {
    const spoken = spokenFor(one);
    if (spoken !== undefined) return spoken;
  }
  return FIRST;
}
