// The analyzer's C functions (wasm/binding/exports.md) as TypeScript ones: text and bytes in and out of its memory.

import type { Question } from '../analyzer/messages';
import type { Depth, EvidenceRef } from '../analyzer/report';

export interface AnalyzerModule {
  HEAPU8: Uint8Array;
  _mg_alloc(size: number): number;
  _mg_free(pointer: number): void;
  _mg_start(pointer: number, size: number): number;
  _mg_anchors(pointer: number, size: number): number;
  _mg_roots(pointer: number, size: number): number;
  _mg_text(pointer: number, size: number, us: number): void;
  _mg_binary(pointer: number, size: number, us: number): void;
  _mg_lost(us: number): void;
  _mg_tick(us: number): void;
  _mg_next(): number;
  _mg_dirty(): number;
  _mg_reached(): number;
  _mg_work(): number;
  _mg_snapshot(): number;
  _mg_details(server: number, address: number): number;
  _mg_chain(lookup: number): number;
  _mg_policy(): number;
  _mg_what_if(pointer: number, size: number): number;
  _mg_evidence(): number;
  _mg_replay(pointer: number, size: number): number;
  _mg_rehearse(pointer: number, size: number): number;
  _mg_bytes(source: number, id: number, offset: number, length: number): number;
  _mg_result(): number;
  _mg_result_size(): number;
}

/** Where bytes came in, by the analyzer's numbers. */
const SOURCE = { 'from-server': 0, 'to-server': 1, answer: 2 } as const;

/** How far a check has come. */
export const enum Reached {
  Nothing,
  Headline,
  End,
}
export type Outgoing = string | Uint8Array<ArrayBuffer>;
export type Answer<T> = { ok: true; value: T } | { ok: false; why: string };

/** The browser gives the analyzer no more memory. */
export class OutOfMemory extends Error {}

/** One check at a time, as behind the door. */
export class Analyzer {
  private readonly encoder = new TextEncoder();
  private readonly decoder = new TextDecoder();

  /** `anchors`: DNSSEC's, as records; null for those that are built in. */
  constructor(
    private readonly module: AnalyzerModule,
    anchors: string | null = null,
  ) {
    if (anchors !== null) this.given(anchors, (p, n) => this.module._mg_anchors(p, n));
  }

  /** `patienceMs`: how long slow servers are waited for at each step, behind the usual deadlines. */
  start(domain: string, seed: Uint8Array, startedUnixMs: number, depth: Depth, patienceMs: number): Answer<null> {
    const hex = Array.from(seed, (byte) => byte.toString(16).padStart(2, '0')).join('');
    const begun = this.given(JSON.stringify({ domain, seed: hex, started_unix_ms: startedUnixMs, depth, patience_ms: patienceMs }), (p, n) => this.module._mg_start(p, n));
    return begun ? { ok: true, value: null } : { ok: false, why: this.text() };
  }

  roots(pem: Uint8Array): boolean {
    return this.given(pem, (p, n) => this.module._mg_roots(p, n)) === 1;
  }

  receive(message: string | Uint8Array, us: number): void {
    if (typeof message === 'string') this.given(message, (p, n) => this.module._mg_text(p, n, us));
    else this.given(message, (p, n) => this.module._mg_binary(p, n, us));
  }

  lost(us: number): void {
    this.module._mg_lost(us);
  }

  tick(us: number): void {
    this.module._mg_tick(us);
  }

  next(): Outgoing | null {
    const kind = this.module._mg_next();
    return kind === 1 ? this.text() : kind === 2 ? this.bytes() : null;
  }

  get dirty(): boolean {
    return this.module._mg_dirty() === 1;
  }

  get reached(): Reached {
    return this.module._mg_reached();
  }

  /** Does a piece of the next snapshot's work; false when there is none left. */
  work(): boolean {
    return this.module._mg_work() === 1;
  }

  snapshot(): string {
    this.module._mg_snapshot();
    return this.text();
  }

  ask(question: Question): string | null {
    const { module } = this;
    switch (question.what) {
      case 'details':
        return this.told(module._mg_details(question.server, question.address));
      case 'chain':
        return this.told(module._mg_chain(question.lookup));
      case 'policy':
        return this.told(module._mg_policy());
      case 'what-if':
        return this.told(this.given(JSON.stringify(question), (p, n) => module._mg_what_if(p, n)));
    }
  }

  evidence(): Answer<string> {
    return this.answer(this.module._mg_evidence());
  }

  replay(evidence: string): Answer<null> {
    const replayed = this.given(evidence, (p, n) => this.module._mg_replay(p, n));
    return replayed === 1 ? { ok: true, value: null } : { ok: false, why: this.text() };
  }

  /** Runs evidence and keeps nothing of it: browsers compile a function when it is first called, and then the first check does not wait for that. */
  rehearse(evidence: Uint8Array): Answer<string> {
    return this.answer(this.given(evidence, (p, n) => this.module._mg_rehearse(p, n)));
  }

  evidenceBytes(at: EvidenceRef): Uint8Array<ArrayBuffer> | null {
    const source = at.lookup !== undefined ? SOURCE.answer : SOURCE[at.direction];
    const found = this.module._mg_bytes(source, at.lookup ?? at.stream, at.offset, at.length);
    return found === 1 ? this.bytes() : null;
  }

  private given<T>(data: string | Uint8Array, use: (pointer: number, size: number) => T): T {
    const bytes = typeof data === 'string' ? this.encoder.encode(data) : data;
    const pointer = this.module._mg_alloc(Math.max(bytes.length, 1));
    if (pointer === 0) throw new OutOfMemory();
    // The memory may have grown in mg_alloc, which replaces HEAPU8: read it only now.
    this.module.HEAPU8.set(bytes, pointer);
    const result = use(pointer, bytes.length);
    this.module._mg_free(pointer);
    return result;
  }

  /** What the analyzer gave, or why it did not. */
  private answer(gave: number): Answer<string> {
    return gave === 1 ? { ok: true, value: this.text() } : { ok: false, why: this.text() };
  }

  private told(gave: number): string | null {
    return gave === 1 ? this.text() : null;
  }

  private bytes(): Uint8Array<ArrayBuffer> {
    const from = this.module._mg_result();
    return this.module.HEAPU8.slice(from, from + this.module._mg_result_size());
  }

  private text(): string {
    return this.decoder.decode(this.bytes());
  }
}
