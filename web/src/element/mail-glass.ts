// <mail-glass>: the page, and the same thing as one tag on anybody's page. This is its contract; docs/embedding.md tells it at length.
//
//   attributes, and properties of the same names
//     domain   checked as soon as the element is near the window's part that is seen, and again when it changes; takes what people type
//     depth    headline, quick, standard (the default) or full; of a compact element: headline
//     lens     the standard that servers are judged by
//     relay    the relay's WebSocket; by default beside this script
//     lang     the language that it speaks; without it, that of the nearest element around it that has one, else the browser's
//     theme    light, dark or auto (the default: as the visitor's system)
//     compact  only the form and the answer
//     page     this is Mailglass's own page: the address bar and the title are its
//   method     check(domain?): checks it, or the attribute's; a promise of the answer
//   events     mailglass-start, -progress, -answer, -error (events.ts)
//   parts      header, form, field, button, hint, answer, link
//   custom properties  --mailglass-background, -text, -muted, -panel, -line, -accent, -on-accent, -font, -font-size, -radius, -min-height
//
// Here is only what an element needs that nobody has come to yet: all else is loaded when it is about to be seen, or is asked for. No library, so that it has words even
// where the page's security settings let nothing else in.

import { languages } from '../../generated/languages.js';
import type { AnalyzerClient } from '../analyzer/client';
import type { Snapshot } from '../analyzer/snapshot';
import { PLACE } from '../style/place';
import { voiceOf } from '../words/voice';
import { spokenOf, wantedBy } from '../words/wanted';
import { tell, type MailGlassAnswer, type MailGlassEventMap } from './events';
import type { MailGlassView } from './view';

const TEXTS = ['domain', 'depth', 'lens', 'relay', 'theme'] as const;
const SWITCHES = ['compact', 'page'] as const;
/** Those of the view within, which pages may give other looks. */
const PARTS = ['header', 'form', 'field', 'button', 'hint', 'answer', 'link'] as const;
const ATTRIBUTES: readonly string[] = [...TEXTS, ...SWITCHES];
/** How far below the seen part it is already loaded: about what people scroll in the time that takes. */
const NEAR = '600px';

export class MailGlass extends HTMLElement {
  static readonly observedAttributes = ATTRIBUTES;

  declare domain: string | null;
  declare depth: string | null;
  declare lens: string | null;
  declare relay: string | null;
  declare theme: string | null;
  declare compact: boolean;
  declare page: boolean;

  #view: MailGlassView | null = null;
  #waking: Promise<MailGlassView> | null = null;
  #nearby: IntersectionObserver | null = null;
  readonly #place = document.createElement('div');

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(PLACE);
    root.adoptedStyleSheets = [sheet];
    this.#place.className = 'place';
    this.#place.tabIndex = 0; // whoever comes by keyboard is there before it is seen
    this.#place.addEventListener(
      'focus',
      () =>
        void this.#wake().then(
          (view) => view.focusField(),
          () => undefined,
        ),
    );
    root.append(this.#place);
  }

  connectedCallback(): void {
    // Frameworks may have set properties before this script was there.
    for (const name of ATTRIBUTES) {
      if (!Object.hasOwn(this, name)) continue;
      const value: unknown = Reflect.get(this, name);
      Reflect.deleteProperty(this, name);
      Reflect.set(this, name, value);
    }
    if (this.#view) return;
    if (this.page || !('IntersectionObserver' in globalThis)) {
      void this.#wake().catch(() => undefined);
      return;
    }
    this.#nearby = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && void this.#wake().catch(() => undefined), { rootMargin: NEAR });
    this.#nearby.observe(this);
  }

  disconnectedCallback(): void {
    this.#nearby?.disconnect();
    this.#nearby = null;
  }

  attributeChangedCallback(name: string, _: string | null, value: string | null): void {
    if (this.#view) this.#pass(this.#view, name, value);
  }

  /** Checks a domain, or the attribute's; the answer, or an error with the words that the visitor reads. */
  async check(domain: string | null = this.domain): Promise<MailGlassAnswer> {
    const view = await this.#wake();
    return new Promise((resolve, reject) => {
      const heard = new AbortController();
      const on = <K extends keyof MailGlassEventMap>(name: K, settle: (event: MailGlassEventMap[K]) => void): void => {
        const settled = (event: Event): void => {
          heard.abort();
          settle(event as MailGlassEventMap[K]);
        };
        view.addEventListener(name, settled, { signal: heard.signal });
      };
      // Another check takes this one's place.
      const begun = (): void => on('mailglass-start', () => reject(new DOMException('', 'AbortError')));
      on('mailglass-answer', ({ detail }) => resolve(detail));
      on('mailglass-error', ({ detail }) => reject(new Error(detail.message)));
      view.submit(domain ?? '');
      begun();
    });
  }

  /** The latest report, for the project's own tests. */
  get report(): Snapshot | null {
    return this.#view?.report ?? null;
  }

  /** The analyzer, for the project's own tests. */
  start(): AnalyzerClient | null {
    return this.#view?.start() ?? null;
  }

  #wake(): Promise<MailGlassView> {
    this.#nearby?.disconnect();
    // The words of one language come along.
    this.#waking ??= Promise.all([import('./view'), voiceOf(spokenOf(wantedBy(this)))]).then(
      ([{ MailGlassView }]) => this.#show(new MailGlassView()),
      (error: unknown) => {
        this.#waking = null;
        this.#fail();
        throw error;
      },
    );
    return this.#waking;
  }

  #show(view: MailGlassView): MailGlassView {
    for (const name of ATTRIBUTES) this.#pass(view, name, this.getAttribute(name));
    view.setAttribute('exportparts', PARTS.join());
    this.#view = view;
    this.#place.replaceWith(view);
    return view;
  }

  #pass(view: MailGlassView, name: string, value: string | null): void {
    if (value === null) view.removeAttribute(name);
    else view.setAttribute(name, value);
  }

  #fail(): void {
    this.#place.removeAttribute('tabindex');
    this.#place.setAttribute('role', 'alert');
    const language = spokenOf(wantedBy(this));
    const { notStarted: message = '', direction = '' } = languages[language] ?? {};
    Object.assign(this.#place, { lang: language, dir: direction, textContent: message });
    tell(this, 'mailglass-error', { reason: 'check', message });
  }
}

for (const name of TEXTS) {
  Object.defineProperty(MailGlass.prototype, name, {
    get(this: MailGlass) {
      return this.getAttribute(name);
    },
    set(this: MailGlass, value: unknown) {
      if (value === null || value === undefined) this.removeAttribute(name);
      else this.setAttribute(name, String(value));
    },
  });
}
for (const name of SWITCHES) {
  Object.defineProperty(MailGlass.prototype, name, {
    get(this: MailGlass) {
      return this.hasAttribute(name);
    },
    set(this: MailGlass, value: unknown) {
      this.toggleAttribute(name, Boolean(value));
    },
  });
}
