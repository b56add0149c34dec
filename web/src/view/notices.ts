// Things to know with the answer.

import { html, nothing, type TemplateResult } from 'lit';
import type { Snapshot } from '../analyzer/snapshot';
import { say, shown } from '../words/say';
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
  const since = say(`notice.not-before.${signed.by}`, { date: date(signed.unix_seconds * 1000) });
  return signed.unix_seconds * 1000 > report.started_unix_ms ? `${since} ${say('notice.date-wrong')}` : since;
}

const noticeList = (items: TemplateResult[]): TemplateResult | typeof nothing => (items.length > 0 ? html`<ul class="notices" aria-label=${say('notices')}>${items}</ul>` : nothing);

/** Above the answer: that it is none of now. */
export function replayNotice(report: Snapshot, source: Source): TemplateResult | typeof nothing {
  if (!source.replayed) return nothing;
  return noticeList([
    html`<li class="replay">${mark('info')}<p>${source.fileName ? shown('notice.replayed-from', { file: html`<bdi>${source.fileName}</bdi>` }) : shown('notice.replayed')}
      ${say('notice.replayed.text', { date: date(report.started_unix_ms) })} ${bound(report)}
      ${say('notice.replayed.marked', { badge: assuranceWords('authenticated', 'opened').label })}</p></li>`,
  ]);
}

/** Below the answer, which they would push away when the relay has told of itself. */
export function notices(report: Snapshot): TemplateResult | typeof nothing {
  const items: TemplateResult[] = [];
  if (report.relay?.lab) {
    items.push(html`<li class="lab">${mark('warning')}<p>${shown('notice.lab')}</p></li>`);
  }
  if (report.relay?.port25 === 'blocked' && !report.relay.lab) {
    items.push(html`<li class="blocked">${mark('warning')}<p>${shown('notice.blocked')}</p></li>`);
  }
  if (report.complete && report.roots === null && report.facts.some((fact) => fact.code === 'x509.leaf')) {
    items.push(html`<li class="no-roots">${mark('warning')}<p>${shown('notice.no-roots')}</p></li>`);
  }
  return noticeList(items);
}
