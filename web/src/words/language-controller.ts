// The language that an element speaks: that of the page around it, as long as it stands there; on Mailglass's own page, the visitor's.

import type { ReactiveController, ReactiveControllerHost } from 'lit';
import * as addressBar from '../address-bar';
import { rememberLanguage } from './remembered';
import { use } from './say';
import { voiceOf, type Voice } from './voice';
import { rootsAround, spokenOf, wantedBy } from './wanted';

export class LanguageController implements ReactiveController {
  voice: Voice | null = null;
  /** Its words are on their way. */
  coming: Promise<void> | null = null;

  private wanted = '';
  private deep = false;
  private readonly watching = new MutationObserver(() => this.follow());
  private readonly browser = (): void => this.follow();

  /** `element`: whose language it is. `changed` is called when another language is spoken than before. `own`: whether what is shown is of a check without a relay. */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly element: () => HTMLElement,
    private readonly changed: () => void,
    private readonly own: () => boolean,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    for (const root of rootsAround(this.element())) this.watching.observe(root, { subtree: true, attributes: true, attributeFilter: ['lang'] });
    addEventListener('languagechange', this.browser);
    this.follow();
  }

  hostDisconnected(): void {
    this.watching.disconnect();
    removeEventListener('languagechange', this.browser);
  }

  /** Before anything is said: elements of one page may speak different languages, of different checks. */
  use(): void {
    if (this.voice) use(this.voice, this.own());
  }

  /** Looks which language is wanted now. */
  follow(): void {
    const language = spokenOf(wantedBy(this.element()));
    if (language === this.wanted) return;
    this.wanted = language;
    const found = voiceOf(language);
    if (!(found instanceof Promise)) {
      this.take(found);
      return;
    }
    this.coming = found.then(
      (voice) => {
        if (language === this.wanted) this.take(voice);
      },
      () => void (this.wanted = ''), // what was spoken is spoken on
    );
  }

  /** Somebody chose it, for this visit and later ones. */
  choose(language: string): void {
    addressBar.rememberLanguage(rememberLanguage(language) ? null : language);
    this.follow();
  }

  /** The words of the depths are wanted, in this language and in others that are spoken later. */
  async deepen(): Promise<void> {
    this.deep = true;
    await this.voice?.deepen();
    this.host.requestUpdate();
  }

  private take(voice: Voice): void {
    const first = this.voice === null;
    this.coming = null;
    this.voice = voice;
    this.use();
    if (this.deep) void this.deepen();
    this.host.requestUpdate();
    if (!first || this.element().hasAttribute('page')) this.changed();
  }
}
