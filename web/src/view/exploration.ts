// What the exploration of an address found: how far it is at a glance, everything in the details.

import { html, nothing, type TemplateResult } from 'lit';
import type { Exploration, Property, Words } from '../analyzer/report';
import type { AddressDetails, AddressSnapshot } from '../analyzer/snapshot';
import { fullReport } from '../element/base';
import type { ViewContext } from './context';
import { say } from '../words/say';
import { clauses, told } from './told';
import { duration } from './format';
import { chosenLens, lensGlance, lensRules, lensSwitch } from './lenses';
import { mark } from './pictures';
import { provenRow } from './proof';
import { versions } from './suites';
import { knownWeaknesses } from './weaknesses';

/** One line under an address: the budget while it works, the outcome when it is done. */
export function explorationGlance(ctx: ViewContext, address: AddressSnapshot): TemplateResult | typeof nothing {
  const e = address.exploration;
  if (!e) return nothing;
  const budget = say('explore.budget', { used: e.budget.used, allowed: e.budget.allowed });
  if (!e.done) {
    return html`<p class="exploring">${mark('running')} ${say('explore.now', { budget })} ${e.pace.slowed ? say('explore.paced', { time: duration(e.pace.spacing_us) }) : ''}</p>
      <progress max=${e.budget.allowed} .value=${e.budget.used} aria-label=${say('explore.progress')}></progress>`;
  }
  const lens = chosenLens(ctx);
  if (lens) return html`<p class="exploring">${lensGlance(address, lens)} <span class="quiet">(${budget})</span></p>`;
  const { grave, minor, open } = e.weaknesses;
  return html`<p class="exploring">
    ${mark(grave > 0 ? 'warning' : open > 0 ? 'info' : 'good')}
    ${say('explore.found', { grave, minor, open })}
    <span class="quiet">(${budget})</span>
  </p>`;
}

/** Of each reason, what has it. */
function byReason<T>(items: T[], reason: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(reason(item), [...(groups.get(reason(item)) ?? []), item]);
  return [...groups.values()];
}

/** A property, or the size of a hello. */
type Row = Pick<Property, 'why' | 'support' | 'evidence'> & { code: string; label: Words };

function behaviour(ctx: ViewContext, e: Exploration, key: (name: string) => string): TemplateResult {
  const sizes = e.sizes.map((size) => ({ ...size, code: `size-${size.bytes}`, label: say('explore.hello-size', { n: size.bytes }), why: '' }));
  const all: Row[] = [...e.properties.filter((p) => p.code !== 'ssl2'), ...sizes];
  const open = all.filter((p) => p.support === 'unknown');
  return html`<h4>${say('explore.behaviour')}</h4>
    <dl class="facts compact">
      ${all.map((p) => (p.support === 'yes' || p.support === 'no' ? provenRow(ctx, key(p.code), told(p.label), say(`support.${p.support}`), p.evidence) : nothing))}
    </dl>
    ${open.length > 0 ? html`<p class="quiet">${say('explore.open', { what: labels(open) })}</p>` : nothing}
    ${byReason(
      all.filter((p) => p.support === 'not-applicable'),
      (p) => told(p.why),
    ).map((some) => html`<p class="quiet">${say('explore.not-applicable', { why: told(some[0]?.why), what: labels(some) })}</p>`)}`;
}

const labels = (properties: Row[]): string => clauses(properties.map((p) => p.label));

/** What stayed open, by its reason, and the way to more. */
function stayedOpen(ctx: ViewContext, e: Exploration): TemplateResult | typeof nothing {
  if (e.not_established.length === 0) return nothing;
  const deeper = e.done && e.depth !== 'full' && e.not_established.some((item) => item.why === 'depth' || item.why === 'budget');
  return html`<h4>${say('explore.not-established')}</h4>
    <dl class="facts reasons">
      ${byReason(e.not_established, (item) => `${told(item.reason)}\n${item.server_words ?? ''}`).map(
        (items) => html`<div>
          <dt>${told(items[0]?.reason)}${items[0]?.server_words ? html` <q>${items[0].server_words}</q>` : nothing}</dt>
          <dd>${clauses(items.map((item) => item.what))}</dd>
        </div>`,
      )}
    </dl>
    ${deeper ? html`<p><a class="deeper" href=${fullReport(ctx.report.domain, { lens: chosenLens(ctx)?.code, depth: 'full' })} target="_blank" rel="noopener">${say('explore.deeper')}</a> <span class="quiet">${say('explore.deeper.about')}</span></p>` : nothing}`;
}

/** Everything, in the details of an address. */
export function exploration(ctx: ViewContext, address: AddressDetails, prefix: string): TemplateResult | typeof nothing {
  const e = address.exploration;
  if (!e) return nothing;
  const key = (name: string): string => `${prefix}-tls-${name}`;
  const lens = chosenLens(ctx);
  return html`<h3>${say('explore')}</h3>
    <p class="quiet">
      ${say(e.done ? 'explore.asked' : 'explore.asking', { depth: e.depth, used: e.budget.used, allowed: e.budget.allowed, away: e.budget.turned_away, lost: e.budget.lost })} ${say('explore.observed')}
    </p>
    ${lensSwitch(ctx, prefix)} ${lens ? lensRules(ctx, address, lens, prefix) : knownWeaknesses(ctx, e, key)} ${versions(ctx, e, key)}
    <h4>${say('explore.keys')}</h4>
    <dl class="facts">
      ${e.dh.map((dh, i) => provenRow(ctx, key(`dh-${i}`), say('explore.dh'), html`${dh.known_prime ? say('explore.dh.known', { bits: dh.bits, prime: dh.known_prime }) : say('explore.dh.bits', { bits: dh.bits })} <span class="cited">(${dh.suite})</span>`, dh.evidence))}
      ${e.signature_schemes.map((scheme) => provenRow(ctx, key(`scheme-${scheme.id}`), say('explore.scheme'), scheme.name, scheme.evidence))}
      <div><dt>${say('explore.sni')}</dt><dd><span class="value">${say(`explore.sni.${e.sni}`)}</span></dd></div>
    </dl>
    ${behaviour(ctx, e, key)} ${stayedOpen(ctx, e)}`;
}
