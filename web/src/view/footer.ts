// Who runs this, and with what: at the end of Mailglass's own page. The pages that it leads to are the relay's (relay/http/privacy.cpp) and embed.html.

import { html, type TemplateResult } from 'lit';
import { say } from '../words/say';

export function footer(): TemplateResult {
  return html`<footer>
    <ul>
      <li><a href="privacy#operator">${say('footer.operator')}</a></li>
      <li><a href="privacy">${say('footer.privacy')}</a></li>
      <li><a href="embed">${say('footer.embed')}</a></li>
      <li><a href="about">${say('footer.servers')}</a></li>
      <li><a href="privacy#source">${say('footer.source')}</a></li>
      <li>${say('footer.version', { version: __VERSION__ })}</li>
    </ul>
  </footer>`;
}
