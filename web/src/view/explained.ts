// A short label whose explanation opens beside it: by finger, by mouse and by keyboard.

import { html, type TemplateResult } from 'lit';

/** The explanation's own element tells whether it is open: nothing else depends on it. */
function toggle(event: Event): void {
  const button = event.currentTarget as HTMLElement;
  const text = button.nextElementSibling as HTMLElement;
  text.hidden = !text.hidden;
  button.setAttribute('aria-expanded', String(!text.hidden));
}

/** As people expect of what opened over what they were reading. */
function shut(event: KeyboardEvent): void {
  const button = event.currentTarget as HTMLElement;
  if (event.key === 'Escape' && button.getAttribute('aria-expanded') === 'true') toggle(event);
}

export const explained = (label: unknown, text: string, kind = ''): TemplateResult =>
  html`<button type="button" class="explained ${kind}" aria-expanded="false" @click=${toggle} @keydown=${shut}>${label}</button><span class="explanation" hidden>${text}</span>`;
