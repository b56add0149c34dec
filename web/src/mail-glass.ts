// <mail-glass>: the page, and the same thing as one tag on anybody's page (docs/embedding.md).

import { LitElement, html, nothing, render, type PropertyValues, type TemplateResult } from 'lit';
import { AnalyzerClient } from './analyzer/client';
import { inert } from './analyzer/inert';
import { pending } from './analyzer/pending';
import type { Depth, EvidenceRef } from './analyzer/report';
import type { AddressDetails, Snapshot } from './analyzer/snapshot';
import { BASE, defaultRelay, fullReport } from './element-base';
import { readDomain } from './input/domain';
import { afterPaint, whenIdle } from './schedule';
import { styles } from './style/styles';
import { answer, hasAxes, settled } from './view/answer';
import { addressKey, domId, refKey, type ViewContext } from './view/context';
import { evidenceFileName, prepareDates } from './view/format';
import { MAILGLASS } from './view/lenses';
import { notices, type Source } from './view/notices';
import { logo } from './view/pictures';
import { SHOWN_BYTES } from './view/proof';
import { findings, legend, limits, lookups, notEstablished } from './view/sections';
import { servers } from './view/servers';

const DEPTHS: readonly Depth[] = ['headline', 'quick', 'standard', 'full'];
const SOON_MS = 80; // less than people notice: an answer that comes sooner is drawn at once, without a picture of waiting before it
const MAX_EVIDENCE = 64 * 1024 * 1024;
const LIVE: Source = { replayed: false, fileName: '' };

export class MailGlass extends LitElement {
  static override styles = styles;
  static override properties = {
    domain: { type: String },
    depth: { type: String },
    lens: { type: String },
    relay: { type: String },
    compact: { type: Boolean, reflect: true },
    page: { type: Boolean, reflect: true },
    report: { state: true },
    failure: { state: true },
    problem: { state: true },
    note: { state: true },
    source: { state: true },
    open: { state: true },
    bytes: { state: true },
    depths: { state: true },
    narrow: { state: true },
    dropping: { state: true },
    said: { state: true },
  };

  /** The domain to check at once. */
  declare domain: string | null;
  /** How much to ask each address: headline, quick, standard (the default) or full. */
  declare depth: string | null;
  /** The standard to judge servers by: a lens's code; by default Mailglass's own view. */
  declare lens: string | null;
  /** The relay's WebSocket; by default beside this script. */
  declare relay: string | null;
  /** Only the answer, with a link to the full report. */
  declare compact: boolean;
  /** This is the whole page: keep the address bar and the title. */
  declare page: boolean;

  declare private report: Snapshot | null;
  declare private failure: string;
  declare private problem: string;
  declare private note: string;
  declare private source: Source;
  declare private open: ReadonlySet<string>;
  declare private bytes: ReadonlyMap<string, Uint8Array | 'loading' | null>;
  declare private depths: ReadonlyMap<string, AddressDetails>;
  declare private narrow: boolean;
  declare private dropping: boolean;
  declare private said: string;

  private client: AnalyzerClient | null = null;
  private details: Snapshot | null = null; // what stands below the answer is drawn from this
  private asking = new Map<string, { heard: number; roots: string | undefined }>(); // whose depths were asked for, as of when
  private shown = '';
  private asked = ''; // the domain of the last check that was begun here; none once the page went elsewhere
  private soon: Promise<unknown> = Promise.resolve(); // a check has just begun, and its answer may be here at once
  private news = (): void => undefined; // ends that wait
  private observer: ResizeObserver | null = null;
  private readonly onPop = (): void => this.followAddress();

  constructor() {
    super();
    this.domain = this.relay = this.depth = this.lens = null;
    this.compact = this.page = this.narrow = this.dropping = false;
    this.report = null;
    this.failure = this.problem = this.note = this.said = '';
    this.source = LIVE;
    this.open = new Set();
    this.bytes = new Map();
    this.depths = new Map();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.start();
    whenIdle(prepareDates);
    this.observer = new ResizeObserver(([entry]) => (this.narrow = (entry?.contentRect.width ?? 1000) < 560));
    this.observer.observe(this);
    if (this.page) {
      addEventListener('popstate', this.onPop);
      this.followAddress();
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('popstate', this.onPop);
    this.observer?.disconnect();
    this.client?.end();
    this.client = null;
  }

  protected override async scheduleUpdate(): Promise<void> {
    if (this.hasUpdated) await this.soon;
    super.scheduleUpdate();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('domain') && this.domain) this.submit(this.domain);
    if (changed.has('report')) this.followReport();
    if (changed.has('report') || changed.has('open')) this.askDepths();
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('report')) afterPaint(() => this.title_());
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
      this.requestUpdate();
    });
  }

  /** Checks what was typed; says what is wrong with it if it is no domain. */
  private submit(typed: string, remember = true): void {
    const input = readDomain(typed);
    if (!input.ok) {
      this.problem = input.why;
      this.note = '';
      return;
    }
    this.begin(LIVE);
    this.asked = input.domain;
    this.start().check(input.domain, this.relay || defaultRelay(), this.wantedDepth());
    this.note = input.note;
    this.shown = input.shown;
    this.details = this.report = pending(input.domain);
    this.news(); // of a check that this one takes the place of
    this.soon = new Promise((resolve) => {
      this.news = () => resolve(null);
      setTimeout(resolve, SOON_MS);
    });
    if (this.page && remember) void this.soon.then(() => afterPaint(() => this.remember(input.domain)));
  }

  /** Into the address bar, once there is something to see: browsers do much at a new address, such as fetching its icon. */
  private remember(domain: string): void {
    if (this.asked !== domain) return;
    const url = new URL(location.href);
    url.searchParams.set('domain', domain);
    if (url.href !== location.href) history.pushState(null, '', url);
  }

  private wantedDepth(): Depth {
    const asked = (this.page && new URLSearchParams(location.search).get('depth')) || this.depth;
    return DEPTHS.find((depth) => depth === asked) ?? 'standard';
  }

  private begin(source: Source): void {
    this.problem = this.failure = this.note = this.said = '';
    this.source = source;
    this.open = new Set();
    this.bytes = new Map();
    this.depths = new Map();
    this.asking = new Map();
  }

  private start(): AnalyzerClient {
    this.client ??= new AnalyzerClient(BASE, {
      snapshot: (report) => this.take(report),
      rehearsed: (report) => this.rehearse(report),
      failed: (why) => {
        this.news();
        this.failure = inert(why);
        if (!this.report?.complete) this.report = null;
      },
    });
    return this.client;
  }

  /** What is drawn a second time is drawn sooner, and the answer is what people wait for: so it is drawn once out of sight. */
  private rehearse(report: Snapshot): void {
    const nowhere = document.createElement('div');
    for (const [shown, details] of [[pending(report.domain), pending(report.domain)], [report, pending(report.domain)], [report, report]] as const) {
      whenIdle(() => {
        if (!this.report) render(this.result(shown, details), nowhere);
      });
    }
  }

  private take(report: Snapshot): void {
    if (this.report === null && !this.source.replayed) return; // of a check that failed
    const first = settled(report) && !(this.report && settled(this.report));
    if (this.source.replayed) this.shown = report.domain;
    this.report = report;
    if (first || report.complete) this.said = `${report.domain}: ${report.verdict.sentence}`;
    if (first) {
      this.news();
      void this.updateComplete.then(() => performance.mark('mailglass-headline')); // it is there to be read
      this.dispatchEvent(new CustomEvent('mailglass-answer', { detail: { domain: report.domain, word: report.verdict.word, sentence: report.verdict.sentence }, bubbles: true, composed: true }));
    }
  }

  private title_(): void {
    if (!this.page) return;
    const { report } = this;
    const name = this.shown || report?.domain;
    const sentence = report && settled(report) ? report.verdict.sentence : '';
    const what = sentence.startsWith(`${name} `) ? sentence : [name, sentence].filter(Boolean).join(': ');
    document.title = report ? `${what} – Mailglass` : 'Mailglass: is mail to this domain encrypted?';
  }

  private followAddress(): void {
    const asked = new URLSearchParams(location.search);
    const domain = asked.get('domain');
    this.lens = asked.get('lens');
    if (domain) {
      void this.updateComplete.then(() => {
        const field = this.field;
        if (field) field.value = domain;
      });
      this.submit(domain, false);
      return;
    }
    this.client?.stop();
    this.begin(LIVE);
    this.asked = '';
    this.report = null;
  }

  private get field(): HTMLInputElement | null {
    return this.renderRoot.querySelector('input[name=domain]');
  }

  private onSubmit(event: Event): void {
    event.preventDefault();
    const field = this.field;
    if (!field) return;
    this.submit(field.value);
    // On a telephone the keyboard would cover the answer.
    if (!this.problem && matchMedia('(pointer: coarse)').matches) field.blur();
  }

  private toggle(key: string, evidence: readonly EvidenceRef[]): void {
    const open = new Set(this.open);
    if (!open.delete(key)) open.add(key);
    this.open = open;
    if (open.has(key)) for (const at of evidence) void this.load(at);
  }

  /** Judges by another standard: the report has it all, so nothing is asked anew. */
  private chooseLens(code: string): void {
    const lens = this.report?.lenses.find((one) => one.code === code);
    this.lens = lens?.code ?? null;
    this.said = `Judged by ${lens?.title ?? 'Mailglass'}.`;
    if (!this.page) return;
    const url = new URL(location.href);
    url.searchParams.delete('lens');
    if (lens) url.searchParams.set('lens', lens.code);
    history.replaceState(null, '', url);
  }

  /** Of each address that stands open and of which more was heard since they were asked for. */
  private askDepths(): void {
    const { report, asking } = this;
    const roots = report?.roots?.sha256;
    report?.servers.forEach((server, s) =>
      server.addresses.forEach(({ address, heard }, a) => {
        const key = addressKey(server.host, address);
        const asked = asking.get(key);
        if (!this.open.has(key) || (asked && asked.heard >= heard && asked.roots === roots)) return;
        asking.set(key, { heard, roots });
        void this.start()
          .details(s, a)
          .then((details) => {
            if (details && asking === this.asking) this.depths = new Map(this.depths).set(key, details);
          });
      }),
    );
  }

  private async load(at: EvidenceRef): Promise<void> {
    const key = refKey(at);
    if (this.bytes.has(key)) return;
    this.bytes = new Map(this.bytes).set(key, 'loading');
    const bytes = await this.start().bytes({ ...at, length: Math.min(at.length, SHOWN_BYTES) });
    this.bytes = new Map(this.bytes).set(key, bytes);
  }

  private async save(): Promise<void> {
    const report = this.report;
    if (!report) return;
    const text = await this.start().evidence();
    const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = evidenceFileName(report.domain, report.started_unix_ms);
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }

  private async openFile(file: File | null | undefined): Promise<void> {
    if (!file) return;
    if (file.size > MAX_EVIDENCE) {
      this.failure = 'That file is too large to be saved evidence.';
      return;
    }
    this.start().stop();
    this.begin({ replayed: true, fileName: inert(file.name) });
    this.asked = '';
    this.report = null;
    if (this.page && location.search) history.pushState(null, '', location.pathname);
    this.start().replay(await file.text());
    this.renderRoot.querySelector<HTMLElement>('#result')?.focus();
  }

  private onDrag(event: DragEvent, over: boolean): void {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.dropping = over;
  }

  private onDrop(event: DragEvent): void {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    this.dropping = false;
    void this.openFile(event.dataTransfer.files[0]);
  }

  protected override render(): TemplateResult {
    return html`<div
      class="frame ${this.dropping ? 'dropping' : ''} ${this.narrow ? 'narrow' : ''}"
      @dragover=${(e: DragEvent) => this.onDrag(e, true)}
      @dragleave=${(e: DragEvent) => this.onDrag(e, false)}
      @drop=${(e: DragEvent) => this.onDrop(e)}
    >
      ${this.head()}${this.form()}
      <p class="sr" role="status" aria-live="polite" aria-atomic="false"><span>${this.said}</span><span>${this.report?.complete && !this.compact ? ' All details are there, and the evidence can be saved.' : ''}</span></p>
      <div id="result" tabindex="-1" role="region" aria-label="Answer">${this.failure ? html`<p class="failure" role="alert">${this.failure}</p>` : nothing}${this.report && this.details ? this.result(this.report, this.details) : nothing}</div>
    </div>`;
  }

  private head(): TemplateResult {
    const name = html`${logo()}<span>Mailglass</span>`;
    return html`<header>
      ${this.page ? html`<a class="name" href=${BASE.pathname}>${name}</a>` : html`<span class="name">${name}</span>`}
      ${this.page ? html`<h1>Is mail to this domain encrypted on its way in?</h1>` : html`<p class="question">Is mail to this domain encrypted on its way in?</p>`}
    </header>`;
  }

  private form(): TemplateResult {
    const id = domId('domain');
    return html`<form role="search" novalidate @submit=${(e: Event) => this.onSubmit(e)}>
        <label for=${id}>Domain or e-mail address</label>
        <div class="row">
          <input
            id=${id}
            name="domain"
            type="text"
            inputmode="url"
            autocapitalize="none"
            autocomplete="off"
            autocorrect="off"
            spellcheck="false"
            enterkeyhint="go"
            placeholder="example.org"
            .value=${this.domain ?? ''}
            aria-invalid=${this.problem ? 'true' : 'false'}
            aria-describedby="hint"
            @focus=${() => this.start().prepare(this.relay || defaultRelay())}
            @input=${() => this.start().prepare(this.relay || defaultRelay())}
          />
          <button type="submit" class="main">Check</button>
        </div>
        <p id="hint" class=${this.problem ? 'problem' : ''} role=${this.problem ? 'alert' : nothing}>${this.problem || this.note || 'The part after the @. Nothing but the domain is sent.'}</p>
      </form>
      ${!this.report && !this.compact ? this.welcome() : nothing}`;
  }

  private welcome(): TemplateResult {
    return html`<div class="welcome">
      <p>
        A letter in a sealed envelope, or a postcard that everyone on the way can read? Mailglass finds the domain’s mail servers, talks to each of them, and answers in one sentence, with the bytes
        behind it.
      </p>
      <p class="actions">${this.opener()}</p>
    </div>`;
  }

  private opener(): TemplateResult {
    return html`<button type="button" @click=${() => this.renderRoot.querySelector<HTMLInputElement>('input[type=file]')?.click()}>Open saved evidence …</button>
      <input
        type="file"
        accept=".json,application/json"
        hidden
        aria-label="Saved evidence"
        @change=${(e: Event) => {
          const field = e.target as HTMLInputElement;
          void this.openFile(field.files?.[0]);
          field.value = '';
        }}
      />`;
  }

  private result(report: Snapshot, details: Snapshot): TemplateResult {
    const ctx: ViewContext = {
      report: details,
      open: this.open,
      toggle: (key, evidence = []) => this.toggle(key, evidence),
      bytes: this.bytes,
      depths: this.depths,
      lens: this.lens ?? MAILGLASS,
      chooseLens: (code) => this.chooseLens(code),
      hexWidth: this.narrow ? 8 : 16,
    };
    const done = settled(details);
    const top = html`${notices(report, this.source)}${answer(report, this.shown || report.domain, this.compact)}`;
    if (this.compact) {
      return html`${top}<p class="actions"><a href=${fullReport(report.domain, { lens: this.lens })} target="_blank" rel="noopener">See the full report</a></p>`;
    }
    return html`${top}
      ${done
        ? html`<p class="actions">
            <button type="button" ?disabled=${!details.complete} @click=${() => void this.save()}>Save the evidence</button>
            ${this.opener()} <span class="quiet">${details.complete ? 'Evidence gives this answer again later, anywhere, offline.' : 'The answer stands. More details are still coming in …'}</span>
          </p>`
        : nothing}
      ${servers(ctx)}${findings(ctx)}${notEstablished(ctx)}${done ? html`${hasAxes(details) ? limits(ctx) : nothing}${legend(ctx)}` : nothing}${lookups(ctx)}`;
  }
}

// Two copies of the script on one page are one element.
if (!customElements.get('mail-glass')) customElements.define('mail-glass', MailGlass);
