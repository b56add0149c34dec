// What people read, by its id in words/*.json, in the language of the element that speaks.

import { html, type TemplateResult } from 'lit';
import type { Words } from '../../generated/languages.js';
import type { Messages, Word } from '../../generated/messages';
import { apart } from './put';
import type { Voice } from './voice';

export type Id = keyof Messages;
/** Ids of messages without arguments. */
export type Plain = { [K in Id]: Messages[K] extends null ? K : never }[Id];
type Given<K extends Id> = Messages[K] extends null ? [] : [given: Messages[K]];
type Drawn<K extends Id> = Messages[K] extends null ? [] : [given: { [A in keyof Messages[K]]: Messages[K][A] | (Word extends Messages[K][A] ? TemplateResult : never) }];

/** Words for later: whoever changes the language then reads them in that. */
export type Said = () => string;

/** Stands in front of a message's id where it is said of a check that had no relay in between. */
const OWN = 'own.';

let withoutRelay = false;
let voice: Voice = { language: 'en', locale: 'en', direction: 'ltr', words: {}, deepen: () => Promise.resolve() };

/** From now on this is spoken, of a check with or without a relay. Elements of one page may differ in both: each says so before it says anything. */
export function use(one: Voice, own = false): void {
  voice = one;
  withoutRelay = own;
}

/** Where no relay was in between, words that name one have others in their place. */
const wordsOf = (id: string): Words[string] | undefined => (withoutRelay ? voice.words[OWN + id] : undefined) ?? voice.words[id];

/** The language that is spoken now. */
export const language = (): string => voice.language;

/** The same for Intl. */
export const locale = (): string => voice.locale;

/** Things one after another, as the language lists them: for the eye, or in a sentence. */
export function listed(items: readonly string[], where: 'line' | 'sentence' = 'line'): string {
  return new Intl.ListFormat(voice.locale, where === 'line' ? { type: 'unit', style: 'short' } : { type: 'conjunction' }).format(items.map((item) => apart(item, voice.direction)));
}

/** Things beside each other that are no list; those that are empty are left out. */
export const beside = (...parts: readonly string[]): string =>
  parts
    .filter(Boolean)
    .map((part) => apart(part, voice.direction))
    .join(' · ');

/** A message of the report, whose id nobody here knows. One that is still to come is left out. */
export const sayById = (id: string, given: Record<string, Word>): string => wordsOf(id)?.(given) ?? '…';

/** Whether it can be said already: what the depths are told in comes later. */
export const isThere = (id: Id): boolean => id in voice.words;

/** As text. One that is still to come is left out. */
export function say<K extends Id>(id: K, ...given: Given<K>): string {
  return wordsOf(id)?.(given[0] as object | undefined) ?? '…';
}

// Stands for what is no plain text while the words are put together: characters that have no meaning, with a number between them.
const OPEN = '\ue000';
const SHUT = '\ue001';
const HELD = new RegExp(`${OPEN}(\\d+)${SHUT}`);
const TAG = /<(b|code|quiet)>(.*?)<\/\1>/s;

/** To be drawn: arguments may be drawn things themselves, and <b>, <code> and <quiet> in the words set them off. */
export function shown<K extends Id>(id: K, ...[given]: Drawn<K>): unknown {
  const held: unknown[] = [];
  // What strangers wrote is held back too where it could be taken for a mark of ours.
  const hold = (value: unknown): unknown => (typeof value === 'number' || (typeof value === 'string' && !/[<\ue000]/.test(value)) ? value : `${OPEN}${held.push(value) - 1}${SHUT}`);
  const plain = given && Object.fromEntries(Object.entries(given as object).map(([name, value]) => [name, hold(value)]));
  return marked(wordsOf(id)?.(plain ?? undefined) ?? id, held);
}

function marked(text: string, held: readonly unknown[]): unknown {
  const [whole, kind, inner = ''] = TAG.exec(text) ?? [];
  if (whole === undefined) return filled(text, held);
  const at = text.indexOf(whole);
  const within = marked(inner, held);
  const element = kind === 'b' ? html`<b>${within}</b>` : kind === 'code' ? html`<code class="wrap">${within}</code>` : html`<span class="quiet">${within}</span>`;
  return [filled(text.slice(0, at), held), element, marked(text.slice(at + whole.length), held)];
}

function filled(text: string, held: readonly unknown[]): unknown {
  if (!text.includes(OPEN)) return text;
  return text.split(HELD).map((part, i) => (i % 2 === 0 ? part : held[Number(part)]));
}
