// A check as the element has it: the latest snapshot, what was opened of it, and what the analyzer is asked for to show that.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { asTyped } from '../analyzer/as-typed';
import { AnalyzerClient } from '../analyzer/client';
import { inert } from '../analyzer/inert';
import type { Failure, Question, Told } from '../analyzer/messages';
import { pending } from '../analyzer/pending';
import type { Depth, EvidenceRef } from '../analyzer/report';
import type { AddressDetails, Snapshot } from '../analyzer/snapshot';
import { BASE } from '../element/base';
import { afterPaint } from '../schedule';
import { settled } from '../view/answer';
import { addressKey, refKey } from '../view/context';
import type { Source } from '../view/notices';
import { SHOWN_BYTES } from '../view/proof';
import { told } from '../view/told';
import { say, type Said } from '../words/say';

const SOON_MS = 80; // less than people notice: an answer that comes sooner is drawn at once, without a picture of waiting before it
const LIVE: Source = { replayed: false, fileName: '' };

function failureWords(why: Failure): Said {
  if (why.code === 'refused') return () => inert(why.words);
  if (why.code === 'not-evidence') return () => say('failed.not-evidence', { why: told({ phrase: inert(why.words) }) });
  const { code } = why;
  return () => say(`failed.${code}`);
}

export interface CheckEvents {
  /** The answer has come, or the end of the check after it. */
  answered(report: Snapshot, first: boolean): void;
  /** The answer is awaited; every second. */
  waiting(report: Snapshot, seconds: number): void;
  /** A report of nobody's check, to be drawn out of sight. */
  rehearsed(report: Snapshot): void;
  /** The words that only the depths of an address are told in are wanted. */
  deepen(): Promise<void>;
  /** More is known. */
  heard(report: Snapshot): void;
  failed(why: Said): void;
}

export class CheckController implements ReactiveController {
  report: Snapshot | null = null;
  /** What stands below the answer is drawn from this. */
  details: Snapshot | null = null;
  failure: Said | null = null;
  source = LIVE;
  open: ReadonlySet<string> = new Set();
  bytes: ReadonlyMap<string, Uint8Array | 'loading' | null> = new Map();
  depths: ReadonlyMap<string, AddressDetails> = new Map();
  /** What somebody chose who asks what would be if something were otherwise, by the names of settings. */
  chosen: ReadonlyMap<string, string> = new Map();
  /** Since the check began, while its answer is awaited. */
  seconds = 0;
  /** Somebody did not want to wait for the rest. */
  stopped = false;
  /** A check has just begun, and its answer may be here at once. */
  soon: Promise<unknown> = Promise.resolve();

  private shown = '';
  private client: AnalyzerClient | null = null;
  private asking = new Map<string, { heard: number; roots: string | undefined }>(); // whose depths were asked for, as of when
  private answers = new Map<string, { told: unknown; stamp: string }>(); // to questions, as of when
  private news = (): void => undefined; // ends the wait for what may be here at once
  private drawn: Snapshot | null = null; // the report of the last update
  private fresh = false; // something was opened since
  private clock: ReturnType<typeof setInterval> | null = null;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly events: CheckEvents,
  ) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.client?.end();
    this.client = null;
    this.stopClock();
  }

  hostUpdate(): void {
    const changed = this.report !== this.drawn;
    if (changed) this.followReport();
    if (changed || this.fresh) this.askDepths();
    this.drawn = this.report;
    this.fresh = false;
  }

  /** The analyzer, which comes with the first who needs it. */
  start(): AnalyzerClient {
    this.client ??= new AnalyzerClient(BASE, {
      snapshot: (report) => this.take(report),
      rehearsed: (report) => this.events.rehearsed(report),
      failed: (why) => this.fail(failureWords(why)),
    });
    return this.client;
  }

  /** `shown`: the domain as it was typed. */
  check(domain: string, shown: string, relay: string, depth: Depth): void {
    this.forget(LIVE);
    this.shown = shown;
    this.start().check(domain, relay, depth);
    this.details = this.report = pending(domain);
    this.clock = setInterval(() => this.second(), 1000);
    this.news(); // of a check that this one takes the place of
    this.soon = new Promise((resolve) => {
      this.news = () => resolve(null);
      setTimeout(resolve, SOON_MS);
    });
    this.host.requestUpdate();
  }

  /** Runs what somebody saved. */
  replay(evidence: Promise<string>, fileName: string): void {
    this.leave({ replayed: true, fileName });
    const { source } = this;
    void evidence.then((text) => {
      if (this.source === source) this.start().replay(text);
    });
  }

  /** Ends the check, and shows nothing of it any more. */
  leave(source: Source = LIVE): void {
    this.client?.stop();
    this.forget(source);
    this.report = null;
    this.host.requestUpdate();
  }

  /** Somebody has waited long enough: an answer that is there stays. */
  stop(): void {
    if (!this.report || !settled(this.report)) {
      this.leave();
      return;
    }
    this.client?.stop();
    this.stopped = true;
    this.host.requestUpdate();
  }

  /** Something could not be done; what is shown stays. */
  complain(why: Said): void {
    this.failure = why;
    this.host.requestUpdate();
  }

  toggle(key: string, evidence: readonly EvidenceRef[]): void {
    const open = new Set(this.open);
    if (!open.delete(key)) open.add(key);
    this.open = open;
    this.fresh = true;
    if (open.has(key)) for (const at of evidence) void this.load(at);
    this.host.requestUpdate();
  }

  /** "" takes a choice back. */
  choose(name: string, value: string): void {
    const chosen = new Map(this.chosen).set(name, value);
    if (value === '') chosen.delete(name);
    this.chosen = chosen;
    this.host.requestUpdate();
  }

  /** The answer as far as it has come: undefined until then. It is asked for anew when the check ends and when the roots are there. */
  ask<Q extends Question>(question: Q): Told[Q['what']] | null | undefined {
    const { answers, report } = this;
    const key = JSON.stringify(question);
    const stamp = `${report?.complete} ${report?.roots?.sha256}`;
    const known = answers.get(key);
    if (known?.stamp !== stamp) {
      answers.set(key, { told: known?.told, stamp });
      void this.start()
        .ask(question)
        .then(async (told) => {
          await this.events.deepen();
          if (answers !== this.answers) return;
          answers.set(key, { told, stamp });
          this.host.requestUpdate();
        });
    }
    return known?.told as Told[Q['what']] | null | undefined;
  }

  private forget(source: Source): void {
    this.stopClock();
    this.seconds = 0;
    this.stopped = false;
    this.failure = null;
    this.source = source;
    this.open = new Set();
    this.bytes = new Map();
    this.depths = new Map();
    this.asking = new Map();
    this.answers = new Map();
    this.chosen = new Map();
  }

  private second(): void {
    if (!this.report) return;
    this.seconds++;
    this.events.waiting(this.report, this.seconds);
    this.host.requestUpdate();
  }

  private stopClock(): void {
    if (this.clock !== null) clearInterval(this.clock);
    this.clock = null;
  }

  private fail(why: Said): void {
    this.news();
    this.stopClock();
    if (!this.report?.complete) this.report = null;
    this.events.failed(why);
    this.complain(why);
  }

  private take(report: Snapshot): void {
    if (this.report === null && !this.source.replayed) return; // of a check that failed
    const first = settled(report) && !(this.report && settled(this.report));
    this.report = this.source.replayed ? report : asTyped(report, this.shown);
    if (first) {
      this.news();
      this.stopClock();
    }
    this.events.heard(this.report);
    if (first || report.complete) this.events.answered(this.report, first);
    this.host.requestUpdate();
  }

  /** The answer is drawn first, and what stands below it one frame later: it is what people wait for. */
  private followReport(): void {
    const first = this.report && settled(this.report) && !(this.details && settled(this.details));
    if (!first) {
      this.details = this.report;
      return;
    }
    this.details ??= this.report && pending(this.report.domain);
    afterPaint(() => {
      this.details = this.report;
      this.host.requestUpdate();
      void this.events.deepen();
    });
  }

  /** Of each address that stands open and of which more was heard since they were asked for. */
  private askDepths(): void {
    const { report, asking } = this;
    const roots = report?.roots?.sha256;
    report?.servers.forEach((server, s) => {
      server.addresses.forEach(({ address, heard }, a) => {
        const key = addressKey(server.host, address);
        const asked = asking.get(key);
        if (!this.open.has(key) || (asked && asked.heard >= heard && asked.roots === roots)) return;
        asking.set(key, { heard, roots });
        void this.start()
          .ask({ what: 'details', server: s, address: a })
          .then(async (details) => {
            await this.events.deepen();
            if (!details || asking !== this.asking) return;
            this.depths = new Map(this.depths).set(key, details);
            this.host.requestUpdate();
          });
      });
    });
  }

  private async load(at: EvidenceRef): Promise<void> {
    const key = refKey(at);
    if (this.bytes.has(key)) return;
    this.bytes = new Map(this.bytes).set(key, 'loading');
    const bytes = await this.start().bytes({ ...at, length: Math.min(at.length, SHOWN_BYTES) });
    this.bytes = new Map(this.bytes).set(key, bytes);
    this.host.requestUpdate();
  }
}
