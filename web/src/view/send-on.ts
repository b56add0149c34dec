// To send the answer on: a link, the device's own ways to share, and paper.

import { html, nothing, type TemplateResult } from 'lit';
import type { Snapshot } from '../analyzer/snapshot';
import { say } from '../words/say';
import type { Copying } from './advice';
import { date } from './format';
import { answerWords } from './kind';

export function sendOn(report: Snapshot, domain: string, { copied, copy, link }: Copying, page: boolean): TemplateResult | typeof nothing {
  const { word, sentence } = answerWords(report);
  const shared = { title: say('title.what', { domain, word }), text: say('answer.said', { domain, word, sentence }), url: link };
  const share = (): void => {
    // Whoever closes the choice has decided not to share.
    navigator.share(shared).catch(() => undefined);
  };
  const buttons = [
    link ? html`<button type="button" @click=${() => copy('link', link)}>${copied === 'link' ? say('ask.done') : say('send.link')}</button>` : nothing,
    link && 'share' in navigator ? html`<button type="button" @click=${share}>${say('send.share')}</button>` : nothing,
    // Elsewhere that would print somebody's whole page.
    page ? html`<button type="button" @click=${() => print()}>${say('send.print')}</button>` : nothing,
  ];
  return buttons.some((button) => button !== nothing) ? html`<div class="actions" role="group" aria-label=${say('send')}>${buttons}</div>` : nothing;
}

/** Where, when and with what: paper has no address bar. */
export function imprint(report: Snapshot, link: string): TemplateResult {
  const given = { date: date(report.started_unix_ms), version: report.analyzer };
  return html`<p class="imprint">${say(report.reading === 'opened' ? 'imprint.opened' : 'imprint.live', given)} ${link ? say('imprint.link', { link }) : nothing}</p>`;
}
