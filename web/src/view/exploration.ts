// What the exploration of an address found: how far it is at a glance, everything in the details.

import { html, nothing, type TemplateResult } from 'lit';
import type { Exploration, Property } from '../analyzer/report';
import type { AddressDetails, AddressSnapshot } from '../analyzer/snapshot';
import { fullReport } from '../element-base';
import type { ViewContext } from './context';
import { count, duration } from './format';
import { chosenLens, lensGlance, lensRules, lensSwitch } from './lenses';
import { mark } from './pictures';
import { provenRow } from './proof';
import { versions } from './suites';
import { knownWeaknesses } from './weaknesses';
import { SUPPORT } from './words';

const SNI: Record<Exploration['sni'], string> = {
  unknown: SUPPORT.unknown,
  none: 'makes no difference',
  'other-certificate': 'without it, another certificate is sent',
  refused: 'without it, the connection is refused',
};

/** One line under an address: the budget while it works, the outcome when it is done. */
export function explorationGlance(ctx: ViewContext, address: AddressSnapshot): TemplateResult | typeof nothing {
  const e = address.exploration;
  if (!e) return nothing;
  const budget = `${e.budget.used} of ${e.budget.allowed} connections`;
  if (!e.done) {
    const paced = e.pace.slowed ? ` It asked for patience, so there are ${duration(e.pace.spacing_us)} between two of them.` : '';
    return html`<p class="exploring">${mark('running')} Looking deeper: ${budget}.${paced}</p>
      <progress max=${e.budget.allowed} .value=${e.budget.used} aria-label="Connections used of those allowed"></progress>`;
  }
  const lens = chosenLens(ctx);
  if (lens) return html`<p class="exploring">${lensGlance(address, lens)} <span class="quiet">(${budget})</span></p>`;
  const { grave, minor: rest, open } = e.weaknesses;
  const found = grave > 0 ? count(grave, 'weakness', 'weaknesses') : 'No grave weakness found';
  const minor = rest > 0 ? `, ${count(rest, 'minor point')}` : '';
  return html`<p class="exploring">
    ${mark(grave > 0 ? 'warning' : open > 0 ? 'info' : 'good')}
    ${found}${minor}${open > 0 ? `, ${open} could not be established` : ''}
    <span class="quiet">(${budget})</span>
  </p>`;
}

/** Of each reason, what has it. */
function byReason<T>(items: T[], reason: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(reason(item), [...(groups.get(reason(item)) ?? []), item]);
  return [...groups.values()];
}

function behaviour(ctx: ViewContext, e: Exploration, key: (name: string) => string): TemplateResult {
  const sizes: Property[] = e.sizes.map((size) => ({ ...size, code: `size-${size.bytes}`, label: `Takes a ClientHello of ${size.bytes} bytes`, why: '' }));
  const all = [...e.properties.filter((p) => p.code !== 'ssl2'), ...sizes];
  const open = all.filter((p) => p.support === 'unknown');
  return html`<h4>Behaviour</h4>
    <dl class="facts compact">
      ${all.map((p) => (p.support === 'yes' || p.support === 'no' ? provenRow(ctx, key(p.code), p.label, SUPPORT[p.support], p.evidence) : nothing))}
    </dl>
    ${open.length > 0 ? html`<p class="quiet">Could not be established: ${labels(open)}.</p>` : nothing}
    ${byReason(all.filter((p) => p.support === 'not-applicable'), (p) => p.why).map((some) => html`<p class="quiet">Does not apply, because ${some[0]?.why}: ${labels(some)}.</p>`)}`;
}

const labels = (properties: Property[]): string => properties.map((p) => p.label).join('; ');

/** What stayed open, by its reason, and the way to more. */
function stayedOpen(ctx: ViewContext, e: Exploration): TemplateResult | typeof nothing {
  if (e.not_established.length === 0) return nothing;
  const deeper = e.done && e.depth !== 'full' && e.not_established.some((item) => item.why === 'depth' || item.why === 'budget');
  return html`<h4>What was not established</h4>
    <dl class="facts reasons">
      ${byReason(e.not_established, (item) => `${item.reason}\n${item.server_words ?? ''}`).map(
        (items) => html`<div>
          <dt>${items[0]?.reason}${items[0]?.server_words ? html` <q>${items[0].server_words}</q>` : nothing}</dt>
          <dd>${items.map((item) => item.what).join('; ')}</dd>
        </div>`,
      )}
    </dl>
    ${deeper ? html`<p><a href=${fullReport(ctx.report.domain, { lens: chosenLens(ctx)?.code, depth: 'full' })} target="_blank" rel="noopener">Ask again at full depth</a> <span class="quiet">with more connections</span></p>` : nothing}`;
}

const more = (n: number, fate: string): string => (n > 0 ? `; ${count(n, 'more was', 'more were')} ${fate}` : '');

/** Everything, in the details of an address. */
export function exploration(ctx: ViewContext, address: AddressDetails, prefix: string): TemplateResult | typeof nothing {
  const e = address.exploration;
  if (!e) return nothing;
  const key = (name: string): string => `${prefix}-tls-${name}`;
  const lens = chosenLens(ctx);
  return html`<h3>Everything its TLS says</h3>
    <p class="quiet">
      ${e.done ? 'Asked' : 'Being asked'} at ${e.depth} depth with ${e.budget.used} of ${e.budget.allowed} connections${more(e.budget.turned_away, 'turned away')}${more(e.budget.lost, 'lost at the relay')}.
      These facts are observed: each is one answer as it was delivered.
    </p>
    ${lensSwitch(ctx, prefix)} ${lens ? lensRules(ctx, address, lens, prefix) : knownWeaknesses(ctx, e, key)} ${versions(ctx, e, key)}
    <h4>Keys and signatures</h4>
    <dl class="facts">
      ${e.dh.map((dh, i) => provenRow(ctx, key(`dh-${i}`), 'Diffie-Hellman', html`${dh.bits} bits${dh.known_prime ? `, ${dh.known_prime}` : ''} <span class="cited">(${dh.suite})</span>`, dh.evidence))}
      ${e.signature_schemes.map((scheme) => provenRow(ctx, key(`scheme-${scheme.id}`), 'Signs with', scheme.name, scheme.evidence))}
      <div><dt>Server name (SNI)</dt><dd><span class="value">${SNI[e.sni]}</span></dd></div>
    </dl>
    ${behaviour(ctx, e, key)} ${stayedOpen(ctx, e)}`;
}
