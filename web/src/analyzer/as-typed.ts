// Names outside ASCII as people write them: the analyzer knows A-labels alone (xn--…), which lay people are not to meet.

import type { Snapshot } from './snapshot';

/** What people read as sentences; host names, records and bytes stay as DNS has them. */
const SENTENCES = new Set(['sentence', 'title', 'text', 'advice']);

export function asTyped(report: Snapshot, shown: string): Snapshot {
  const { domain } = report;
  if (!shown || shown === domain) return report;
  // Not as a part of another name.
  const name = new RegExp(`(?<![\\w.-])${domain.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w-]|\\.\\w)`, 'g');
  // What is put into a phrase is read with it.
  const renamed = (value: unknown, member: string, read = false): unknown => {
    if (typeof value === 'string') return read || SENTENCES.has(member) ? value.replace(name, () => shown) : value;
    if (Array.isArray(value)) return value.map((item) => renamed(item, member, read));
    if (value === null || typeof value !== 'object') return value;
    const within = read || ('phrase' in value && SENTENCES.has(member));
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, renamed(inner, key, within)]));
  };
  return renamed(report, '') as Snapshot;
}
