// Things to know before reading the answer.

import { html, nothing, type TemplateResult } from 'lit';
import type { Snapshot } from '../analyzer/snapshot';
import { date } from './format';
import { mark } from './pictures';
import { assuranceWords } from './words';

export interface Source {
  replayed: boolean;
  fileName: string;
}

/** The latest time that somebody else signed bounds the date, or shows that it is wrong. */
function bound(report: Snapshot): string {
  const signed = report.not_before;
  if (!signed) return '';
  const wrong = signed.unix_seconds * 1000 > report.started_unix_ms ? ' So that date is wrong.' : '';
  return ` It was not before ${date(signed.unix_seconds * 1000)}: of then is ${signed.by === 'ocsp' ? 'an OCSP answer' : 'a public log’s time stamp'} that a server sent under its signature.${wrong}`;
}

export function notices(report: Snapshot | null, source: Source): TemplateResult | typeof nothing {
  if (!report) return nothing;
  const items: TemplateResult[] = [];
  if (source.replayed) {
    items.push(html`<li class="replay">${mark('info')}<p><b>Replayed from a file${source.fileName ? html`, <bdi>${source.fileName}</bdi>` : nothing}.</b>
      Nobody was contacted now. By the word of whoever saved it, these conversations took place on ${date(report.started_unix_ms)}.${bound(report)}
      Signatures of the servers were checked anew. What only the one who saved it could check is marked “${assuranceWords('authenticated', 'opened').label}”.</p></li>`);
  }
  if (report.relay?.lab) {
    items.push(html`<li class="lab">${mark('warning')}<p><b>Lab.</b> This relay talks to test servers on its own machine, not to the internet. What it says is about those test servers.</p></li>`);
  }
  if (report.relay?.port25 === 'blocked' && !report.relay.lab) {
    items.push(html`<li class="blocked">${mark('warning')}<p><b>This relay’s network blocks port 25,</b> the way mail travels between servers. So it can look up mail servers but not talk to them.
      Many home and cloud networks do this. A relay elsewhere, or the lab (<code>./scripts/run --lab</code>), works.</p></li>`);
  }
  if (report.complete && report.roots === null && report.facts.some((fact) => fact.code === 'x509.leaf')) {
    items.push(html`<li class="no-roots">${mark('warning')}<p><b>The list of trusted authorities is missing,</b> so no server’s name could be verified. Reloading the page may help.</p></li>`);
  }
  return items.length > 0 ? html`<ul class="notices" aria-label="Please note">${items}</ul>` : nothing;
}
