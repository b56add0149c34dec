// Known weaknesses of an address's TLS, as the analyzer judges them for mail.

import { html, nothing, type TemplateResult } from 'lit';
import type { Exploration, Weakness } from '../analyzer/report';
import type { ViewContext } from './context';
import { mark, type MarkName } from './pictures';
import { listed, say } from '../words/say';
import { clauses, told } from './told';
import { provenRow } from './proof';

/** A common prime within reach is a small one as well: one prime is told once, as it counts once. What is said of the small one names where it is from. */
const once = (all: Weakness[]): Weakness[] => all.filter((w) => w.code !== 'tls.dh.common' || !all.some((other) => other.code === 'tls.dh.small' && other.verdict === w.verdict));

export const present = (e: Exploration): Weakness[] => once(e.weaknesses).filter((w) => w.verdict === 'present');

/** Whether mail has to mind it; the rest are choices for old senders, better than readable mail. */
export const minded = (w: Weakness): boolean => w.severity === 'bad' || w.severity === 'warning';

/** The mark of the worst of them. */
export const worst = (found: Weakness[]): MarkName => (found.some(minded) ? 'warning' : found.length > 0 ? 'info' : 'good');

/** Those that an accepted suite brings about. */
export const broughtBy = (e: Exploration, id: string, version: string): Weakness[] => present(e).filter((w) => w.suites.some((suite) => suite.id === id && suite.version === version));

/** A title without its explanation, for those that suites bring about. */
export const shortTitle = (w: Weakness): string => told({ phrase: `weakness.short.${w.code}` });

/** Long lists are folded: the suites are marked where they are listed. */
function because(w: Weakness): TemplateResult {
  const list = w.suites.length > 0 ? w.suites : w.groups;
  const cited = html`<span class="cited">(${w.reference})</span>`;
  if (list.length < 3) return html`${told(w.because)} ${cited}`;
  return html`<details class="named"><summary>${say(w.suites.length > 0 ? 'weaknesses.suites' : 'weaknesses.groups', { n: list.length })} ${cited}</summary><p class="fine">${listed(list.map(({ name, version }) => say('seen.in-version', { name, version })))}</p></details>`;
}

export function knownWeaknesses(ctx: ViewContext, e: Exploration, key: (name: string) => string): TemplateResult {
  const absent = once(e.weaknesses).filter((w) => w.verdict === 'absent');
  const open = once(e.weaknesses).filter((w) => w.verdict === 'open');
  return html`<h4>${say('weaknesses')}</h4>
    ${present(e).length === 0 ? html`<p>${mark(open.length > 0 ? 'info' : 'good')} ${say('weaknesses.none')}</p>` : nothing}
    <dl class="facts weaknesses">
      ${present(e).map((w) => provenRow(ctx, key(w.code), html`${mark(worst([w]))} ${told(w.title)}`, because(w), w.evidence.slice(0, 4), told(w.title)))}
      ${open.map((w) => provenRow(ctx, key(w.code), html`${mark('unknown')} ${told(w.title)}`, say('weaknesses.unknown', { why: told(w.because) }), [], told(w.title)))}
    </dl>
    ${
      absent.length > 0
        ? html`<p class="quiet">${say('weaknesses.absent', { what: clauses(absent.map((w) => w.title)) })}</p>
          <details class="absent">
            <summary>${say('weaknesses.absent.why')}</summary>
            <dl class="facts weaknesses">${absent.map((w) => provenRow(ctx, key(w.code), told(w.title), told(w.because), w.evidence.slice(0, 4)))}</dl>
          </details>`
        : nothing
    }`;
}
