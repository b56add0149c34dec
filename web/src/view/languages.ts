// In which language the page speaks, chosen by name: each in itself, so that whoever reads it finds it.

import { html, type TemplateResult } from 'lit';
import { languages } from '../../generated/languages.js';
import { say } from '../words/say';

export function languageChoice(spoken: string, choose: (language: string) => void): TemplateResult {
  return html`<select class="language" aria-label=${say('language.choose')} @change=${(event: Event) => choose((event.target as HTMLSelectElement).value)}>
    ${Object.entries(languages).map(([language, { name, direction }]) => html`<option value=${language} lang=${language} dir=${direction} .selected=${language === spoken}>${name}</option>`)}
  </select>`;
}
