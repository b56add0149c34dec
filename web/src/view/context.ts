// What the parts of the view get from the element: the report, and what has been opened.

import type { Question, Told } from '../analyzer/messages';
import type { EvidenceRef } from '../analyzer/report';
import type { AddressDetails, Snapshot } from '../analyzer/snapshot';

export interface ViewContext {
  report: Snapshot;
  /** Keys of the panels that stand open. */
  open: ReadonlySet<string>;
  /** Opens or closes a panel; `evidence` is what it will show the bytes of. */
  toggle(key: string, evidence?: readonly EvidenceRef[]): void;
  /** Bytes asked for so far; 'loading' until they come, null where there are none. */
  bytes: ReadonlyMap<string, Uint8Array | 'loading' | null>;
  /** The depths of the addresses that stand open, by the keys of their panels, once they have come. */
  depths: ReadonlyMap<string, AddressDetails>;
  /** The analyzer's answer, once it has come: undefined until then, null where it has none. */
  ask<Q extends Question>(question: Q): Told[Q['what']] | null | undefined;
  /** What is to be otherwise, by the names of settings; "" takes it back. */
  chosen: ReadonlyMap<string, string>;
  choose(name: string, value: string): void;
  /** The code of the lens to judge by. */
  lens: string;
  chooseLens(code: string): void;
  /** Narrow screens get eight bytes a row. */
  hexWidth: 8 | 16;
}

export const refKey = (at: EvidenceRef): string => `${at.lookup ?? `s${at.stream ?? 0}${at.direction ?? ''}`}:${at.offset}+${at.length}`;

/** Of the panel of an address. */
export const addressKey = (host: string, address: string): string => `address-${host}-${address}`;

/** An id for aria-controls made of any key. */
export const domId = (key: string): string => key.replace(/[^a-z0-9-]/gi, (c) => `_${c.charCodeAt(0)}`);
