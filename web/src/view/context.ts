// What the parts of the view get from the element: the report, and what has been opened.

import type { EvidenceRef, Report } from '../analyzer/report';

export interface ViewContext {
  report: Report;
  /** Keys of the panels that stand open. */
  open: ReadonlySet<string>;
  /** Opens or closes a panel; `evidence` is what it shows the bytes of. */
  toggle(key: string, evidence?: EvidenceRef[]): void;
  /** Bytes asked for so far; 'loading' until they come, null where there are none. */
  bytes: ReadonlyMap<string, Uint8Array | 'loading' | null>;
  /** Narrow screens get eight bytes a row. */
  hexWidth: 8 | 16;
}

export const refKey = (at: EvidenceRef): string => `${at.lookup ?? `s${at.stream ?? 0}${at.direction ?? ''}`}:${at.offset}+${at.length}`;

/** An id for aria-controls made of any key. */
export const domId = (key: string): string => key.replace(/[^a-z0-9-]/gi, (c) => `_${c.charCodeAt(0)}`);
