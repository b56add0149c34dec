// Moves messages between relay and analyzer, and snapshots of the report to the page.

import type { FromWorker } from '../analyzer/messages';
import type { Depth, EvidenceRef, Report } from '../analyzer/report';
import { type Analyzer, Reached } from './analyzer';
import type { RelayConnection } from './relay';

const SNAPSHOT_MS = 50; // between two snapshots
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
  private shownAt = -Infinity;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private ticker: ReturnType<typeof setInterval> | null = null;
  private pem: Uint8Array | null = null;
  private untouched = true; // nothing was asked of the analyzer yet
  private rehearsed = false;

  constructor(private readonly analyzer: Analyzer, private readonly around: Surroundings) {}

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
    if (result.ok && !this.rehearsed) this.around.post({ kind: 'rehearsed', report: JSON.parse(result.value) as Report });
    return (this.rehearsed = result.ok);
  }

  check(domain: string, url: string, depth: Depth): void {
    this.untouched = false;
    this.stop();
    const begun = this.analyzer.start(domain, this.around.seed(), this.around.unixMs(), depth);
    if (!begun.ok) {
      this.around.post({ kind: 'failed', why: begun.why });
      return;
    }
    this.begun = this.around.now();
    this.shown = Reached.Nothing;
    this.shownAt = this.begun; // the page has drawn the beginning by itself
    this.prepare(url);
    const relay = this.prepared as RelayConnection;
    this.prepared = null;
    this.relay = relay;
    this.ticker = setInterval(() => {
      this.analyzer.tick(this.elapsed());
      this.forward();
    }, TICK_MS);
    relay.attach({
      message: (data) => {
        this.analyzer.receive(data, this.elapsed());
        this.forward();
      },
      gone: (opened) => {
        if (this.shown === Reached.End) return;
        if (!opened) {
          this.stop();
          this.around.post({ kind: 'failed', why: 'The relay that carries the check to the mail servers cannot be reached. Please try again in a moment.' });
          return;
        }
        this.analyzer.lost(this.elapsed());
        this.forward();
      },
    });
    this.forward();
  }

  replay(evidence: string): void {
    this.untouched = false;
    this.stop();
    this.installRoots();
    const result = this.analyzer.replay(evidence);
    if (!result.ok) this.around.post({ kind: 'failed', why: `This is not an evidence file that Mailglass can read (${result.why}).` });
    else this.post(result.value);
  }

  /** Roots cost some milliseconds to read: with a check under way they wait for its headline, which needs none. */
  roots(pem: Uint8Array): void {
    this.pem = pem;
    if (this.shown !== Reached.Nothing) {
      this.installRoots();
      this.forward();
    }
  }

  evidence(): void {
    const result = this.analyzer.evidence();
    this.around.post(result.ok ? { kind: 'evidence', text: result.value } : { kind: 'failed', why: result.why });
  }

  bytes(request: number, at: EvidenceRef): void {
    this.around.post({ kind: 'bytes', request, bytes: this.analyzer.evidenceBytes(at) });
  }

  stop(): void {
    this.relay?.close();
    this.relay = null;
    this.shown = Reached.End;
    if (this.timer !== null) clearTimeout(this.timer);
    if (this.ticker !== null) clearInterval(this.ticker);
    this.timer = this.ticker = null;
  }

  private elapsed(): number {
    return Math.max(0, Math.round((this.around.now() - this.begun) * 1000));
  }

  private installRoots(): void {
    if (this.pem) this.analyzer.roots(this.pem);
    this.pem = null;
  }

  private forward(): void {
    if (this.relay) {
      for (let message = this.analyzer.next(); message !== null; message = this.analyzer.next()) this.relay.send(message);
    }
    if (!this.analyzer.dirty) return;
    const wait = this.shownAt + SNAPSHOT_MS - this.around.now();
    if (this.analyzer.reached > this.shown || wait <= 0) this.show();
    else {
      this.timer ??= setTimeout(() => {
        this.timer = null;
        if (this.analyzer.dirty) this.show();
      }, wait);
    }
  }

  /** Posts a snapshot: the headline and the end at once, everything else at most twenty times a second. */
  private show(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    const reached = this.analyzer.reached;
    this.post(this.analyzer.report());
    const news = reached > this.shown;
    this.shown = Math.max(this.shown, reached);
    if (reached === Reached.End) this.stop();
    if (news && this.pem) {
      this.installRoots();
      this.forward();
    }
  }

  private post(report: string): void {
    this.shownAt = this.around.now();
    this.around.post({ kind: 'report', report: JSON.parse(report) as Report });
  }
}
