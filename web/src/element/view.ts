// All that there is to see of <mail-glass>, within it: loaded when the element is about to be seen.

import { LitElement, html, nothing, render, type PropertyValues, type TemplateResult } from 'lit';
import * as addressBar from '../address-bar';
import type { AnalyzerClient } from '../analyzer/client';
import { inert } from '../analyzer/inert';
import { pending } from '../analyzer/pending';
import type { Snapshot } from '../analyzer/snapshot';
import { CheckController } from '../check/check-controller';
import { copyText } from '../clipboard';
import { BASE, defaultRelay, fullReport } from './base';
import { MAX_EVIDENCE, onDrag, onDrop, opener, saveAs, type Dropping } from '../evidence-files';
import { readTyped, type Typed } from '../input/domain';
import { refusal } from '../input/refusal';
import { afterPaint, whenIdle } from '../schedule';
import { tell, type MailGlassError } from './events';
import { styles } from '../style/styles';
import { advice, type Copying } from '../view/advice';
import { answer, hasAxes, settled } from '../view/answer';
import type { ViewContext } from '../view/context';
import { footer } from '../view/footer';
import { form } from '../view/form';
import { evidenceFileName, prepareDates } from '../view/format';
import { answerWords, withoutRelay } from '../view/kind';
import { MAILGLASS } from '../view/lenses';
import { notices, replayNotice } from '../view/notices';
import { languageChoice } from '../view/languages';
import { logo } from '../view/pictures';
import { findings, legend, limits, lookups, notEstablished, senders } from '../view/sections';
import { imprint, sendOn } from '../view/send-on';
import { servers } from '../view/servers';
import { told } from '../view/told';
import { isNews, saidWhileWaiting } from '../view/waiting';
import { LanguageController } from '../words/language-controller';
import { say, type Said } from '../words/say';

const COPIED_MS = 3000;

export class MailGlassView extends LitElement {
  static override styles = styles;
  static override properties = {
    domain: { type: String },
    depth: { type: String },
    lens: { type: String },
    relay: { type: String },
    compact: { type: Boolean, reflect: true },
    page: { type: Boolean, reflect: true },
    problem: { state: true },
    note: { state: true },
    choices: { state: true },
    narrow: { state: true },
    dropping: { state: true },
    said: { state: true },
    copied: { state: true },
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

  declare private problem: Said | null;
  declare private note: Said | null;
  declare private choices: readonly Typed[];
  declare private narrow: boolean;
  declare private dropping: boolean;
  declare private said: Said | null;
  declare private copied: string;

  private readonly check = new CheckController(this, {
    answered: (report, first) => this.answered(report, first),
    waiting: (report, seconds) => this.waiting(report, seconds),
    rehearsed: (report) => this.rehearse(report),
    deepen: () => this.language.deepen(),
    heard: ({ domain, servers: all, usage, complete }) =>
      tell(this, 'mailglass-progress', { domain, addresses: all.reduce((sum, one) => sum + one.addresses.length, 0), connections: usage.connections, complete }),
    failed: (why) => this.tellProblem('check', why),
  });
  private shown = '';
  private asked = ''; // the domain of the last check that was begun here; none once the page went elsewhere
  private titled: Snapshot | null = null;
  private readonly language = new LanguageController(
    this,
    () => (this.getRootNode() as ShadowRoot).host as HTMLElement,
    () => this.spoken(),
    () => withoutRelay(this.report),
  );
  private observer: ResizeObserver | null = null;
  private readonly onPop = (): void => this.followAddress();
  private readonly drop: Dropping = {
    over: (is) => (this.dropping = is),
    dropped: (file) => this.openFile(file),
  };

  constructor() {
    super();
    this.domain = this.relay = this.depth = this.lens = null;
    this.compact = this.page = this.narrow = this.dropping = false;
    this.problem = this.note = this.said = null;
    this.copied = '';
    this.choices = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // On other people's pages the analyzer comes when somebody is about to ask.
    if (this.page) this.start();
    whenIdle(() => {
      this.language.use();
      prepareDates();
    });
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
  }

  /** The latest snapshot; null where nothing is shown. */
  get report(): Snapshot | null {
    return this.check.report;
  }

  start(): AnalyzerClient {
    return this.check.start();
  }

  protected override async scheduleUpdate(): Promise<void> {
    if (!this.language.voice) await this.language.coming;
    if (this.hasUpdated) await this.check.soon;
    this.language.use();
    super.scheduleUpdate();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('domain') && this.domain) this.submit(this.domain);
  }

  protected override updated(): void {
    if (!this.page || this.report === this.titled) return;
    this.titled = this.report;
    afterPaint(() => this.title_());
  }

  /** Another language is spoken than before. */
  private spoken(): void {
    const { voice } = this.language;
    if (!this.page || !voice) return;
    document.documentElement.lang = voice.language;
    document.documentElement.dir = voice.direction;
    this.title_();
  }

  private tellProblem(reason: MailGlassError['reason'], why: Said): void {
    this.language.use();
    tell(this, 'mailglass-error', { reason, message: why() });
  }

  /** Checks what was typed; says what is wrong with it if it is no domain. */
  submit(typed: string, remember = true): void {
    const reading = readTyped(typed);
    if (reading.kind === 'domain') {
      this.checkDomain(reading, remember);
      return;
    }
    this.choices = reading.kind === 'several' ? reading.choices : reading.kind === 'guess' ? [reading] : [];
    this.problem = (): string => (reading.kind === 'several' ? say('typed.several') : reading.kind === 'guess' ? say('typed.guess') : refusal(reading.why, reading.named));
    this.note = null;
    this.tellProblem('input', this.problem);
  }

  private checkDomain({ domain, shown, withoutWww }: Typed, remember = true): void {
    this.begin();
    this.asked = domain;
    this.note = withoutWww ? (): string => say('typed.www') : null;
    this.shown = shown;
    const depth = addressBar.depthOf((this.page && addressBar.askedDepth()) || this.depth || (this.compact ? 'headline' : null));
    this.check.check(domain, shown, this.relay || defaultRelay(), depth);
    tell(this, 'mailglass-start', { domain });
    if (this.page && remember) addressBar.rememberDomain(shown, this.check.soon, () => this.asked === domain);
  }

  /** One of those that were typed, or what was meant. */
  private choose(choice: Typed): void {
    const field = this.field;
    if (field) field.value = choice.shown;
    this.checkDomain(choice);
    this.renderRoot.querySelector<HTMLElement>('#result')?.focus();
  }

  private begin(): void {
    this.problem = this.note = this.said = null;
    this.copied = this.asked = '';
    this.choices = [];
  }

  /** What is drawn a second time is drawn sooner, and the answer is what people wait for: so it is drawn once out of sight. */
  private rehearse(report: Snapshot): void {
    const nowhere = document.createElement('div');
    for (const [shown, details] of [
      [pending(report.domain), pending(report.domain)],
      [report, pending(report.domain)],
      [report, report],
    ] as const) {
      whenIdle(() => {
        if (this.report || !this.language.voice) return;
        this.language.use();
        render(this.result(shown, details), nowhere);
      });
    }
  }

  private answered(report: Snapshot, first: boolean): void {
    if (this.check.source.replayed) {
      this.shown = report.domain;
      if (first && this.field) this.field.value = report.domain; // which another answer may have left there: the button asks the same now
    }
    this.said = (): string => say('answer.said', { domain: this.shown || report.domain, ...answerWords(report, !report.complete) });
    if (!first) return;
    void this.updateComplete.then(() => performance.mark('mailglass-headline')); // it is there to be read
    this.language.use();
    tell(this, 'mailglass-answer', { domain: report.domain, word: report.verdict.word, sentence: told(report.verdict.sentence) });
  }

  private stop(): void {
    const answered = this.report && settled(this.report);
    this.check.stop();
    if (answered) {
      this.said = (): string => say('details.stopped');
      return;
    }
    this.asked = '';
    const { shown } = this;
    this.said = this.note = (): string => say('waiting.stopped', { domain: shown });
    this.field?.focus();
  }

  private waiting(report: Snapshot, seconds: number): void {
    const { shown } = this;
    if (isNews(seconds)) this.said = (): string => saidWhileWaiting(report, shown, seconds);
  }

  private title_(): void {
    this.language.use();
    const { report } = this;
    const domain = this.shown || report?.domain || '';
    const what = report && settled(report) ? say('title.what', { domain, word: answerWords(report).word }) : domain;
    document.title = report ? say('title.check', { what }) : say('title.empty');
  }

  private followAddress(): void {
    const { domain, lens } = addressBar.asked();
    this.lens = lens;
    if (domain) {
      void this.updateComplete.then(() => {
        const field = this.field;
        if (field) field.value = domain;
      });
      this.submit(domain, false);
      return;
    }
    this.begin();
    this.check.leave();
    const { field } = this;
    if (field) field.value = '';
  }

  focusField(): void {
    void this.updateComplete.then(() => this.field?.focus());
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

  /** Judges by another standard: the report has it all, so nothing is asked anew. */
  private chooseLens(code: string): void {
    const lens = this.report?.lenses.find((one) => one.code === code);
    this.lens = lens?.code ?? null;
    this.said = (): string => say('lens.judged', { lens: lens?.title ?? say('lens.own') });
    if (this.page) addressBar.rememberLens(this.lens);
  }

  /** The button says for a moment that it was done; whoever cannot see it hears it. */
  private async copy(key: string, text: string): Promise<void> {
    const done = await copyText(text);
    this.said = (): string => say(done ? 'ask.done' : 'ask.failed');
    if (!done) return;
    this.copied = key;
    setTimeout(() => {
      if (this.copied === key) this.copied = '';
    }, COPIED_MS);
  }

  private async save(): Promise<void> {
    const { report } = this;
    if (report) saveAs(evidenceFileName(report.domain, report.started_unix_ms), await this.start().evidence());
  }

  private openFile(file: File | null | undefined): void {
    if (!file) return;
    if (file.size > MAX_EVIDENCE) {
      this.check.complain(() => say('file.too-large'));
      return;
    }
    this.begin();
    this.check.replay(file.text(), inert(file.name));
    if (this.page) addressBar.forgetAddress();
    this.renderRoot.querySelector<HTMLElement>('#result')?.focus();
  }

  protected override render(): TemplateResult {
    const { report, details, failure } = this.check;
    const prepare = (): void => this.start().prepare(this.relay || defaultRelay());
    return html`<div
      lang=${this.language.voice?.language ?? nothing}
      dir=${this.language.voice?.direction ?? nothing}
      class="frame ${this.dropping ? 'dropping' : ''} ${this.narrow ? 'narrow' : ''}"
      @dragover=${(e: DragEvent) => onDrag(e, true, this.drop)}
      @dragleave=${(e: DragEvent) => onDrag(e, false, this.drop)}
      @drop=${(e: DragEvent) => onDrop(e, this.drop)}
    >
      ${this.head()}${form({
        page: this.page,
        domain: this.domain ?? '',
        problem: this.problem?.() ?? '',
        note: this.note?.() ?? '',
        choices: this.choices,
        choose: (choice) => this.choose(choice),
        prepare,
        submit: (e) => this.onSubmit(e),
      })}${!report && !this.compact ? this.welcome() : nothing}
      <p class="sr" role="status" aria-live="polite" aria-atomic="false"><span>${this.said?.()}</span><span>${report?.complete && !this.compact ? ` ${say('frame.all-there')}` : ''}</span></p>
      <div id="result" class=${report && !(details && settled(details)) ? 'coming' : ''} tabindex="-1" role=${this.page ? 'region' : 'group'} aria-label=${say('frame.answer')}>${failure ? html`<p class="failure" role="alert">${failure()}</p>` : nothing}${report && details ? this.result(report, details) : nothing}</div>
      ${this.page ? footer() : nothing}
    </div>`;
  }

  private head(): TemplateResult {
    const name = html`${logo()}<span>Mailglass</span>`;
    if (this.page) {
      return html`<header class="head">
        <p class="top"><a class="name" href=${addressBar.empty(BASE.pathname)}>${name}</a>${languageChoice(this.language.voice?.language ?? '', (language) => this.language.choose(language))}</p>
        <h1>${say('frame.question')}</h1>
      </header>`;
    }
    return html`<div class="head" part="header">
      <span class="name">${name}</span>
      <p class="question">${say('frame.question')}</p>
    </div>`;
  }

  private welcome(): TemplateResult {
    return html`<div class="welcome">
      <p>${say('frame.welcome')}</p>
      <p class="actions">${opener((file) => this.openFile(file))}</p>
    </div>`;
  }

  private evidence(details: Snapshot): TemplateResult {
    const going = !details.complete && !this.check.stopped;
    return html`<p class="actions">
      <button type="button" ?disabled=${!details.complete} @click=${() => void this.save()}>${say('file.save')}</button>
      ${opener((file) => this.openFile(file))} <span class="quiet">${say(details.complete ? 'file.why' : going ? 'details.coming' : 'details.stopped')}</span>
      ${going ? html`<button type="button" @click=${() => this.stop()}>${say('waiting.stop')}</button>` : nothing}
    </p>`;
  }

  private result(report: Snapshot, details: Snapshot): TemplateResult {
    const { check } = this;
    const ctx: ViewContext = {
      report: details,
      open: check.open,
      toggle: (key, evidence = []) => check.toggle(key, evidence),
      bytes: check.bytes,
      depths: check.depths,
      ask: (question) => check.ask(question),
      chosen: check.chosen,
      choose: (name, value) => check.choose(name, value),
      lens: this.lens ?? MAILGLASS,
      chooseLens: (code) => this.chooseLens(code),
      hexWidth: this.narrow ? 8 : 16,
    };
    const done = settled(details);
    const domain = this.shown || report.domain;
    const first = html`${replayNotice(report, check.source)}${answer(report, domain, this.compact, { seconds: check.seconds, stopped: check.stopped, stop: () => this.stop() })}`;
    // With nothing to encrypt an answer is less tall than the wait was. What stood below that goes with it, and comes anew with the details: else it would jump up, and away again.
    if (settled(report) && !done && !hasAxes(report)) return first;
    const top = html`${first}${notices(report)}`;
    if (this.compact) {
      return html`${top}<p class="actions"><a part="link" href=${fullReport(this.shown || report.domain, { lens: this.lens, lang: this.language.voice?.language })} target="_blank" rel="noopener">${say('frame.full-report')}</a></p>`;
    }
    const copying: Copying = { copied: this.copied, copy: (key, text) => void this.copy(key, text), link: check.source.replayed ? '' : fullReport(domain, { lens: this.lens }) };
    return html`${top}
      ${done ? html`${imprint(details, copying.link)}${advice(details, domain, copying)}${sendOn(details, domain, copying, this.page)}${this.evidence(details)}` : nothing}
      ${servers(ctx)}${findings(ctx)}${senders(ctx)}${notEstablished(ctx)}${done ? html`${hasAxes(details) ? limits(ctx) : nothing}${legend(ctx)}` : nothing}${done || details.servers.length > 0 ? lookups(ctx) : nothing}`;
  }
}

if (!customElements.get('mail-glass-view')) customElements.define('mail-glass-view', MailGlassView);
