// Which mail server a host is, going by what it says and what it is called.

import { products } from '../../generated/fixes.js';
import type { Snapshot } from '../analyzer/snapshot';

export interface Recognized {
  product: string;
  host: string;
  by: 'greeting' | 'name';
}

const endsWith = (host: string, name: string): boolean => host === name || host.endsWith(`.${name}`);

/** None where neither tells. Who runs a server for others counts for more than what it runs: only he can change it. */
export function recognize(report: Snapshot, host: string): Recognized | null {
  const greetings = report.facts.filter((fact) => fact.code === 'smtp.greeting' && fact.subject.host === host).map((fact) => (typeof fact.text === 'string' ? fact.text : ''));
  const all = Object.entries(products);
  const named = all.find(([, { hosts }]) => hosts?.some((name) => endsWith(host.toLowerCase(), name)));
  if (named) return { product: named[0], host, by: 'name' };
  const greeted = all.find(([, { greeting }]) => greeting && greetings.some((text) => new RegExp(greeting).test(text)));
  return greeted ? { product: greeted[0], host, by: 'greeting' } : null;
}
