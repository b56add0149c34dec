// What the page and the analyzer's Worker say to each other.

import type { Depth, EvidenceRef, PolicyHost, SignatureChain } from './report';
import type { AddressDetails, WhatIf } from './snapshot';

/** What the snapshot leaves out is asked for when somebody opens it. */
export type Question =
  | { what: 'details'; server: number; address: number } // of an address, by its places in the snapshot
  | { what: 'chain'; lookup: number }
  | { what: 'policy' } // what was asked of its host, and judged of the answer
  | { what: 'what-if'; settings: string[]; without: string[] };
export interface Told {
  details: AddressDetails;
  chain: SignatureChain;
  policy: PolicyHost;
  'what-if': WhatIf;
}

export type ToWorker =
  | { kind: 'compiled'; module: WebAssembly.Module | null } // the analyzer; null where the page could not have it, and the Worker tries itself
  | { kind: 'prepare'; relay: string } // somebody is typing: connect already
  | { kind: 'check'; check: number; domain: string; relay: string; depth: Depth } // relay: wss://… or ws://… URL of mailglass.v1
  | { kind: 'replay'; check: number; evidence: string } // the text of an evidence file
  | { kind: 'evidence' } // ask for the evidence of the current check
  | { kind: 'bytes'; request: number; evidence: EvidenceRef }
  | { kind: 'ask'; request: number; question: Question }
  | { kind: 'stop'; check: number };

/** `check` says which check it is about, by the number that began it: one that was left may still have something to say. */
export type Numbered = FromWorker & { check: number };

/** What is `json` is as the analyzer wrote it: it is parsed where it is used, since an object would be taken apart and put together again on the way. */
export type FromWorker =
  | { kind: 'ready'; ms: number } // wasm instantiated; time since the Worker's start
  | { kind: 'rehearsed'; json: string } // of no check: to be drawn out of sight, so that the first answer is drawn sooner
  | { kind: 'snapshot'; json: string } // final when it is complete
  | { kind: 'evidence'; text: string }
  | { kind: 'bytes'; request: number; bytes: Uint8Array | null }
  | { kind: 'told'; request: number; json: string | null } // null where there is no answer
  | { kind: 'failed'; why: Failure };

/** Why there is no check, for the page to word; the analyzer's own words where it refused. */
export type Failure = { code: 'not-loaded' | 'not-started' | 'relay' | 'memory' | 'broken' } | { code: 'not-evidence' | 'refused'; words: string };
