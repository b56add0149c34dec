// What to do with the answer: for whoever writes to the domain, and for whoever looks after its mail.

import { html, nothing, type TemplateResult } from 'lit';
import type { Snapshot } from '../analyzer/snapshot';
import { isThere, say } from '../words/say';
import { advised, answerWords, carriedOut, kindOf } from './kind';
import { operatorAdvice } from './operator';
import { postmasterText } from './postmaster';

export interface Copying {
  /** What was copied last, for a moment. */
  copied: string;
  copy(key: string, text: string): void;
  /** Of this answer's page; none where it came from a file. */
  link: string;
}

/** A text with its button; it can be read, and marked by hand, below. */
export function copyable({ copied, copy }: Copying, key: string, label: string, text: string): TemplateResult {
  return html`<p class="actions"><button type="button" @click=${() => copy(key, text)}>${copied === key ? say('ask.done') : label}</button></p>
    <details class="letter">
      <summary>${say('ask.show')}<span class="sr">: ${label}</span></summary>
      <p class="text">${text}</p>
    </details>`;
}

/** All that was seen encrypts: there is nothing yet to ask them for. */
const isUnclear = ({ verdict }: Snapshot): boolean => verdict.because === 'some-unclear';

function ask(report: Snapshot, domain: string, copying: Copying): TemplateResult | typeof nothing {
  const kind = kindOf(report);
  if (!copying.link || isUnclear(report) || (kind !== 'interference' && kind !== 'partly' && kind !== 'no')) return nothing;
  return copyable(copying, 'ask', say('ask.copy'), say('ask.text', { domain, link: copying.link, ...answerWords(report) }));
}

export function advice(report: Snapshot, domain: string, copying: Copying): TemplateResult {
  const operator = operatorAdvice(report);
  const writer = isUnclear(report) ? 'unknown' : advised(report);
  return html`<section class="todo" aria-labelledby="todo">
    <h2 id="todo">${say('todo')}</h2>
    <div class="sides">
      <div><h3>${say('todo.writer', { domain })}</h3><p>${say(`todo.writer.${writer}`)}</p>${ask(report, domain, copying)}</div>
      ${operator === 'no-domain' || !carriedOut(report) ? nothing : html`<div><h3>${say('todo.operator')}</h3><p>${say(`todo.operator.${operator}`)}</p>${isThere('postmaster.text') ? copyable(copying, 'postmaster', say('postmaster.copy'), postmasterText(report, domain, copying.link)) : nothing}</div>`}
    </div>
  </section>`;
}
