// Moves messages between relay and analyzer, and snapshots of the report to the page.

import type { FromWorker, Question } from '../analyzer/messages';
import type { Depth, EvidenceRef } from '../analyzer/report';
import { type Analyzer, OutOfMemory, Reached } from './analyzer';
import type { RelayConnection } from './relay';

const SENDERS_PATIENCE_MS = 300_000; // what RFC 5321 section 4.5.3.2 has for the greeting: slow servers get it behind the headline
const SNAPSHOT_MS = 50; // between two snapshots at least,
const REST = 4; // and this many times as long as the last one took: they are to have a fifth of the time at most
const PIECE_MS = 12; // of a snapshot's work at once: then what came from relay and page has its turn
const TICK_MS = 250;
const PREPARED_MS = 60_000; // a prepared connection spends the relay's time for a session while it waits

export interface Surroundings {
  now(): number; // milliseconds, monotonic
  unixMs(): number;
  seed(): Uint8Array;
  connect(url: string): RelayConnection;
  post(message: FromWorker): void;
}

export class Pump {
  private relay: RelayConnection | null = null;
  private prepared: RelayConnection | null = null;
  private preparedAt = -Infinity;
  private begun = 0;
  private shown: Reached = Reached.End; // by the last snapshot of the current check
  private restUntil = -Infinity; // no snapshot before, unless it is news
  private spent = 0; // on the snapshot that is being made
  private timer: ReturnType<typeof setTimeout> | null = null;
  private ticker: ReturnType<typeof setInterval> | null = null;
  private pem: Uint8Array | null = null;
  private untouched = true; // nothing was asked of the analyzer yet
  private rehearsed = false;

  constructor(
    private readonly analyzer: Analyzer,
    private readonly around: Surroundings,
  ) {}

  prepare(url: string): void {
    const fresh = this.around.now() - this.preparedAt <= PREPARED_MS;
    if (fresh && this.prepared?.usable && this.prepared.url === url) return;
    this.prepared?.close();
    this.prepared = this.around.connect(url);
    this.preparedAt = this.around.now();
  }

  /** Makes analyzer and page quick for the first check while nobody waits for it; one that has come ends the rehearsals. */
  rehearse(evidence: Uint8Array): boolean {
    if (!this.untouched) return false;
    const result = this.analyzer.rehearse(evidence);
    if (result.ok && !this.rehearsed) this.around.post({ kind: 'rehearsed', json: result.value });
    return (this.rehearsed = result.ok);
  }

  check(domain: string, url: string, depth: Depth): void {
    this.untouched = false;
    this.stop();
    this.guarded(() => this.begin(domain, url, depth));
  }

  replay(evidence: string): void {
    this.untouched = false;
    this.stop();
    this.guarded(() => {
      this.installRoots();
      const result = this.analyzer.replay(evidence);
      if (result.ok) this.show();
      else this.around.post({ kind: 'failed', why: { code: 'not-evidence', words: result.why } });
    });
  }

  /** Roots cost some milliseconds to read: with a check under way they wait for its headline, which needs none. */
  roots(pem: Uint8Array): void {
    this.pem = pem;
    if (this.shown === Reached.Nothing) return;
    this.guarded(() => {
      this.installRoots();
      this.forward();
    });
  }

  evidence(): void {
    const result = this.analyzer.evidence();
    this.around.post(result.ok ? { kind: 'evidence', text: result.value } : { kind: 'failed', why: { code: 'refused', words: result.why } });
  }

  bytes(request: number, at: EvidenceRef): void {
    this.around.post({ kind: 'bytes', request, bytes: this.analyzer.evidenceBytes(at) });
  }

  ask(request: number, question: Question): void {
    this.around.post({ kind: 'told', request, json: this.analyzer.ask(question) });
  }

  stop(): void {
    this.relay?.close();
    this.relay = null;
    this.shown = Reached.End;
    this.spent = 0;
    this.untimed();
    if (this.ticker !== null) clearInterval(this.ticker);
    this.ticker = null;
  }

  private begin(domain: string, url: string, depth: Depth): void {
    const begun = this.analyzer.start(domain, this.around.seed(), this.around.unixMs(), depth, SENDERS_PATIENCE_MS);
    if (!begun.ok) {
      this.around.post({ kind: 'failed', why: { code: 'refused', words: begun.why } });
      return;
    }
    this.begun = this.around.now();
    this.shown = Reached.Nothing;
    this.restUntil = this.begun + SNAPSHOT_MS; // the page has drawn the beginning by itself
    this.prepare(url);
    const relay = this.prepared as RelayConnection;
    this.prepared = null;
    this.relay = relay;
    const hear = (news: (us: number) => void): void =>
      this.guarded(() => {
        news(this.elapsed());
        this.forward();
      });
    this.ticker = setInterval(() => hear((us) => this.analyzer.tick(us)), TICK_MS);
    relay.attach({
      message: (data) => hear((us) => this.analyzer.receive(data, us)),
      gone: (opened) => {
        if (this.shown === Reached.End) return;
        if (opened) {
          hear((us) => this.analyzer.lost(us));
          return;
        }
        this.stop();
        this.around.post({ kind: 'failed', why: { code: 'relay' } });
      },
    });
    this.forward();
  }

  private elapsed(): number {
    return Math.max(0, Math.round((this.around.now() - this.begun) * 1000));
  }

  private installRoots(): void {
    if (this.pem) this.analyzer.roots(this.pem);
    this.pem = null;
  }

  /** Without memory, or broken, the analyzer cannot go on: the page is told instead of left waiting. */
  private guarded(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.stop();
      this.around.post({ kind: 'failed', why: { code: error instanceof OutOfMemory ? 'memory' : 'broken' } });
    }
  }

  private forward(): void {
    if (this.relay) {
      for (let message = this.analyzer.next(); message !== null; message = this.analyzer.next()) this.relay.send(message);
    }
    if (!this.analyzer.dirty) return;
    const wait = this.restUntil - this.around.now();
    if (this.analyzer.reached > this.shown || wait <= 0) this.show();
    else if (this.timer === null) this.showIn(wait);
  }

  private untimed(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private showIn(ms: number): void {
    this.timer = setTimeout(() => {
      this.timer = null;
      if (this.analyzer.dirty) this.guarded(() => this.show());
    }, ms);
  }

  /** Makes a snapshot, piece by piece, and posts it: the headline and the end at once, everything else when the last one has been rested from. */
  private show(): void {
    this.untimed();
    const from = this.around.now();
    while (this.analyzer.work()) {
      if (this.around.now() - from < PIECE_MS) continue;
      this.spent += this.around.now() - from;
      this.showIn(0);
      return;
    }
    const reached = this.analyzer.reached;
    this.around.post({ kind: 'snapshot', json: this.analyzer.snapshot() });
    const now = this.around.now();
    this.restUntil = now + Math.max(SNAPSHOT_MS, REST * (this.spent + now - from));
    this.spent = 0;
    const news = reached > this.shown;
    this.shown = Math.max(this.shown, reached);
    if (reached === Reached.End) this.stop();
    if (news && this.pem) {
      this.installRoots();
      this.forward();
    }
  }
}
