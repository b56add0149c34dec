// Who runs this, and with what: at the end of Mailglass's own page. The pages that it leads to are the relay's (relay/http/privacy.cpp) and embed.html; they go on in
// the language that is read here.

import { html, type TemplateResult } from 'lit';
import { language, say } from '../words/say';

export function footer(): TemplateResult {
  return html`<footer>
    <ul>
      <li><a href="privacy?lang=${language()}#operator">${say('footer.operator')}</a></li>
      <li><a href="privacy?lang=${language()}">${say('footer.privacy')}</a></li>
      <li><a href="embed?lang=${language()}">${say('footer.embed')}</a></li>
      <li><a href="about?lang=${language()}">${say('footer.servers')}</a></li>
      <li><a href="privacy?lang=${language()}#source">${say('footer.source')}</a></li>
      <li>${say('footer.version', { version: __VERSION__ })}</li>
    </ul>
  </footer>`;
}
