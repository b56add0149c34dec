// The report before the first one of the analyzer.

import type { Snapshot } from './snapshot';

/** What is shown until the first snapshot. */
export function pending(domain: string): Snapshot {
  const unknown = { state: 'unknown' as const, sentence: '' };
  return {
    format: 'mailglass-snapshot/1',
    analyzer: '',
    domain,
    started_unix_ms: Date.now(),
    reading: 'live',
    not_before: null,
    elapsed_us: 0,
    complete: false,
    headline_us: null,
    relay: null,
    roots: null,
    verdict: { word: 'unknown', sentence: '', because: 'pending' },
    axes: { passive: unknown, active: unknown },
    routing: { kind: 'pending', dnssec: null, sentence: '', name_source: '', name_words: '', aliases: [] },
    servers: [],
    facts: [],
    findings: [],
    not_established: [],
    limits: [],
    lenses: [],
    probes: [],
    lookups: [],
    usage: { connections: 0, lookups: 0 },
  };
}
