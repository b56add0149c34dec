// Where the domain is typed, and what is wrong with what was typed.

import { html, nothing, type TemplateResult } from 'lit';
import type { Typed } from '../input/domain';
import { say } from '../words/say';
import { domId } from './context';

export interface Form {
  /** Of Mailglass's own page: a landmark there, of which another page may have several. */
  page: boolean;
  domain: string;
  problem: string;
  note: string;
  /** Which one is meant? */
  choices: readonly Typed[];
  choose(choice: Typed): void;
  /** Somebody is about to type. */
  prepare(): void;
  submit(event: Event): void;
}

export function form({ page, domain, problem, note, choices, choose, prepare, submit }: Form): TemplateResult {
  const id = domId('domain');
  return html`<form part="form" role=${page ? 'search' : nothing} novalidate @submit=${submit}>
    <label for=${id}>${say('form.label')}</label>
    <div class="row">
      <input
        id=${id}
        part="field"
        name="domain"
        type="text"
        inputmode="url"
        autocapitalize="none"
        autocomplete="off"
        autocorrect="off"
        spellcheck="false"
        enterkeyhint="go"
        placeholder=${say('form.example')}
        .value=${domain}
        aria-invalid=${problem ? 'true' : 'false'}
        aria-describedby="hint"
        @focus=${prepare}
        @input=${prepare}
      />
      <button type="submit" part="button" class="main">${say('form.check')}</button>
    </div>
    <p id="hint" part="hint" class=${problem ? 'problem' : note ? 'told' : ''} role=${problem ? 'alert' : nothing}>${problem || note || say('form.hint')}</p>
    ${
      choices.length > 0
        ? html`<ul class="choices" aria-labelledby="hint">
          ${choices.map((choice) => html`<li><button type="button" @click=${() => choose(choice)}>${choice.shown}</button></li>`)}
        </ul>`
        : nothing
    }
  </form>`;
}
