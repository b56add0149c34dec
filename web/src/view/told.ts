// What the report says, in words: its phrases are messages like the page's own, with what the analyzer puts into them.

import type { Said } from '../analyzer/report';
import { listed, sayById } from '../words/say';
import { day } from './format';

/** A phrase; a text, which stands for itself; a day; a list of these. */
export function told(said: Said | null | undefined): string {
  if (said === null || said === undefined) return '';
  if (typeof said === 'string') return said;
  if (typeof said === 'number') return String(said);
  if (Array.isArray(said)) return listed(said.map(told), 'sentence');
  if ('day' in said) return day(said.day);
  const given = Object.entries(said.args ?? {}).map(([name, value]) => [name, typeof value === 'number' ? value : told(value)] as const);
  return sayById(said.phrase, Object.fromEntries(given));
}

/** Two sentences, one after the other. */
export const sentences = (first: Said, then: Said): string => told({ phrase: 'sentences', args: { first, then } });
/** Parts of a line, set apart. */
export const clauses = (parts: Said[]): string => told(parts.slice(1).reduce((first: Said, then) => ({ phrase: 'clauses', args: { first, then } }), parts[0] ?? ''));
