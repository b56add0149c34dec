// Facts with how sure they are, and the bytes they were read from.

import { html, nothing, type TemplateResult } from 'lit';
import type { Assurance, EvidenceRef, Reason } from '../analyzer/report';
import type { FactSnapshot } from '../analyzer/snapshot';
import { domId, refKey, type ViewContext } from './context';
import { explained } from './explained';
import { hexRows } from './format';
import { lock } from './pictures';
import { say } from '../words/say';
import { told } from './told';
import { assuranceWords, evidenceText, reasonWords } from './words';

/** More than this is in the saved evidence. */
export const SHOWN_BYTES = 4096;

/** A suite's name, which narrow places break at its underscores. */
export const breakable = (name: string): unknown[] => name.split('_').map((part, i) => (i > 0 ? html`_<wbr />${part}` : part));

/** How sure something is. While the check is one's own, what is proven to oneself looks like what is proven to all. */
export function badge(ctx: ViewContext, assurance: Assurance, reason?: Reason): TemplateResult {
  const { reading } = ctx.report;
  const { label, text } = assuranceWords(assurance, reading);
  const proven = assurance === 'verified' || (assurance === 'authenticated' && reading === 'live');
  return explained(
    html`${proven ? lock() : nothing}${label}`,
    reason === 'zone-signed' ? reasonWords(reason) : [text, reason ? reasonWords(reason) : ''].filter(Boolean).join(' '),
    `badge ${proven ? 'verified' : assurance}`,
  );
}

export function toggleButton(ctx: ViewContext, key: string, closed: string, opened: string, about: string, evidence: readonly EvidenceRef[] = []): TemplateResult {
  const open = ctx.open.has(key);
  return html`<button type="button" class="link" aria-expanded=${open} aria-controls=${domId(key)} @click=${() => ctx.toggle(key, evidence)}>
    ${open ? opened : closed}<span class="sr">: ${about}</span>
  </button>`;
}

export function bytesView(ctx: ViewContext, at: EvidenceRef): TemplateResult {
  const bytes = ctx.bytes.get(refKey(at));
  const where = evidenceText(at, ctx.report);
  if (bytes === undefined || bytes === 'loading') return html`<p class="where">${say('bytes.coming', { where })}</p>`;
  if (bytes === null || bytes.length === 0) return html`<p class="where">${say('bytes.none', { where })}</p>`;
  const more = at.length - bytes.length;
  return html`<figure class="bytes">
    <figcaption class="where">${where}${more > 0 ? html` <span>${say('bytes.first', { shown: bytes.length, all: at.length })}</span>` : nothing}</figcaption>
    <div class="hex" role="group" aria-label=${say('bytes.region', { where })} tabindex="0">
      ${hexRows(bytes, at.offset, ctx.hexWidth).map((row) => html`<span class="o">${row.offset}</span><span class="h">${row.hex}</span><span class="t">${row.text}</span>`)}
    </div>
  </figure>`;
}

/** A line of a list of facts, with the bytes that prove it. `about` says what the button is for where the label is not plain text. */
export function provenRow(ctx: ViewContext, key: string, label: unknown, value: unknown, evidence: EvidenceRef[], about = String(label)): TemplateResult {
  const shown = evidence.filter((at) => at.length > 0);
  const open = ctx.open.has(key);
  return html`<div class=${open ? 'opened' : ''}>
    <dt>${label}</dt>
    <dd>
      <span class="value">${value}</span>
      ${shown.length > 0 ? toggleButton(ctx, key, say('bytes.show'), say('bytes.hide'), about, shown) : nothing}
      <div id=${domId(key)} ?hidden=${!open}>${open ? shown.map((at) => bytesView(ctx, at)) : nothing}</div>
    </dd>
  </div>`;
}

export function factList(ctx: ViewContext, facts: FactSnapshot[], prefix: string): TemplateResult {
  return html`<dl class="facts">
    ${facts.map((fact) => {
      const key = `${prefix}-fact-${fact.id}`;
      return html`<div>
        <dt>${told(fact.label)}</dt>
        <dd>
          <span class="value">${told(fact.text)}</span> ${badge(ctx, fact.assurance, fact.reason)}
          ${fact.evidence.length > 0 ? toggleButton(ctx, key, say('bytes.show'), say('bytes.hide'), told(fact.label), fact.evidence) : nothing}
          <div id=${domId(key)} ?hidden=${!ctx.open.has(key)}>${ctx.open.has(key) ? fact.evidence.map((at) => bytesView(ctx, at)) : nothing}</div>
        </dd>
      </div>`;
    })}
  </dl>`;
}

/** A finding's proof: its facts, then each piece of evidence once. */
export function proof(ctx: ViewContext, facts: FactSnapshot[]): TemplateResult {
  const refs = new Map(facts.flatMap((fact) => fact.evidence.map((at) => [refKey(at), at] as const)));
  return html`
    <dl class="facts">
      ${facts.map(
        (fact) => html`<div>
          <dt>${told(fact.label)}${fact.subject.address || fact.subject.host ? html` <span class="of">${fact.subject.address || fact.subject.host}</span>` : nothing}</dt>
          <dd><span class="value">${told(fact.text)}</span> ${badge(ctx, fact.assurance, fact.reason)}</dd>
        </div>`,
      )}
    </dl>
    ${refs.size > 0 ? html`<h4>${say('bytes.heading')}</h4>${[...refs.values()].map((at) => bytesView(ctx, at))}` : html`<p class="where">${say('bytes.no-evidence')}</p>`}
  `;
}
