// What people read, by its id in words/*.json. Languages other than the built-in one are loaded when they are wanted.

import { html, type TemplateResult } from 'lit';
import { BUILT_IN, built, depths, others, type Compiled } from '../../generated/languages.js';
import type { Messages, Word } from '../../generated/messages';

export type Id = keyof Messages;
/** Ids of messages without arguments. */
export type Plain = { [K in Id]: Messages[K] extends null ? K : never }[Id];
type Given<K extends Id> = Messages[K] extends null ? [] : [given: Messages[K]];
type Drawn<K extends Id> = Messages[K] extends null ? [] : [given: { [A in keyof Messages[K]]: Messages[K][A] | (Word extends Messages[K][A] ? TemplateResult : never) }];

let words: Compiled = built;
let spoken = BUILT_IN;

/** The language that is spoken now, for Intl and for `lang`. */
export const language = (): string => spoken;

/** Speaks the first of the wanted languages that there are words in; later, where they have to be loaded. */
export function speak(wanted: readonly string[]): Promise<void> | null {
  const known = wanted.map((one) => one.toLowerCase().split('-')[0] ?? '').find((one) => one === BUILT_IN || one in others) ?? BUILT_IN;
  const use = (of: string, compiled: Compiled): void => {
    spoken = of;
    words = compiled;
  };
  const load = others[known];
  if (load) return load().then(({ default: compiled }) => use(known, compiled), () => use(BUILT_IN, built));
  use(BUILT_IN, built);
  return null;
}

let deepIn = '';

/** Brings the words that only the depths of an address are told in; once for each language. */
export async function speakOfDepths(): Promise<void> {
  const of = spoken;
  const load = depths[of];
  if (!load || deepIn === of) return;
  const compiled = await load().then((module) => module.default, () => null);
  if (!compiled || of !== spoken) return;
  deepIn = of;
  words = { ...words, ...compiled };
}

/** The languages of the element itself, of what it stands in, and of the browser; the page itself is as its visitor wants it. */
export function wantedBy(element: HTMLElement): string[] {
  const around = element.hasAttribute('page') ? '' : element.closest<HTMLElement>('[lang]')?.lang;
  return [...(around ? [around] : []), ...navigator.languages];
}

/** A message of the report, whose id nobody here knows. One that is still to come is left out. */
export const sayById = (id: string, given: Record<string, Word>): string => words[id]?.(given) ?? '…';

/** As text. */
export function say<K extends Id>(id: K, ...given: Given<K>): string {
  return words[id]?.(given[0] as object | undefined) ?? id;
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
  return marked(words[id]?.(plain ?? undefined) ?? id, held);
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

