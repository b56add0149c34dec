// Standards lenses: the same facts judged by the rules of a published document, chosen on the page. Nothing is asked anew.

import { html, nothing, type TemplateResult } from 'lit';
import type { Lens, LensRule, RuleJudgement } from '../analyzer/report';
import type { AddressDetails, LensTally } from '../analyzer/snapshot';
import { say, shown } from '../words/say';
import { told } from './told';
import type { ViewContext } from './context';
import { domId } from './context';
import { mark, type MarkName } from './pictures';
import { provenRow } from './proof';

/** The page's own view of a mail server: the two axes and the known weaknesses. */
export const MAILGLASS = 'mailglass';

type Status = RuleJudgement['status'];
type Counted = 'met' | 'violated' | 'not_established' | 'not_applicable';

const STATES: { status: Status; count: Counted; mark: MarkName }[] = [
  { status: 'violated', count: 'violated', mark: 'bad' },
  { status: 'not-established', count: 'not_established', mark: 'unknown' },
  { status: 'met', count: 'met', mark: 'good' },
  { status: 'not-applicable', count: 'not_applicable', mark: 'info' },
];

/** The document chosen; null for Mailglass's own view, and for a name that is none. */
export const chosenLens = (ctx: ViewContext): Lens | null => ctx.report.lenses.find((lens) => lens.code === ctx.lens) ?? null;

const judgementsOf = <T extends LensTally>(address: { lenses: T[] }, lens: Lens): T | undefined => address.lenses.find((one) => one.lens === lens.code);

export function lensSwitch(ctx: ViewContext, prefix: string): TemplateResult {
  const id = domId(`${prefix}-lens`);
  const chosen = chosenLens(ctx)?.code ?? MAILGLASS;
  const option = (code: string, title: string): TemplateResult => html`<option value=${code} .selected=${code === chosen}>${title}</option>`;
  return html`<p class="lens-switch">
    <label for=${id}>${say('lens.switch')}</label>
    <select id=${id} @change=${(event: Event) => ctx.chooseLens((event.target as HTMLSelectElement).value)}>
      ${option(MAILGLASS, say('lens.own'))}${ctx.report.lenses.map((lens) => option(lens.code, lens.title))}
    </select>
  </p>`;
}

/** One line under an address: how many rules came out how. */
export function lensGlance(address: { lenses: LensTally[] }, lens: Lens): TemplateResult {
  const judged = judgementsOf(address, lens);
  if (!judged) return html`${mark('unknown')} ${say('lens.not-judged', { lens: lens.title })}`;
  const worst = STATES.find((state) => judged[state.count] > 0);
  return html`${mark(worst?.mark ?? 'good')} ${say('lens.counts', { lens: lens.title, violated: judged.violated, open: judged.not_established, met: judged.met })}`;
}

/** Every rule: what it asks, where it stands, and what was seen. */
export function lensRules(ctx: ViewContext, address: AddressDetails, lens: Lens, prefix: string): TemplateResult {
  const judged = judgementsOf(address, lens);
  const rules = new Map((address.standards.find((one) => one.code === lens.code)?.rules ?? []).map((rule) => [rule.code, rule]));
  return html`<h4>${say('lens.heading', { lens: lens.title })}</h4>
    <p class="quiet">${shown('lens.document', { document: html`<a href=${lens.link} target="_blank" rel="noopener noreferrer">${lens.document}</a>`, edition: lens.edition })}</p>
    ${
      judged
        ? html`<ul class="lens-counts" aria-label=${say('lens.rules')}>
            ${STATES.map((state) => html`<li>${mark(state.mark)} <b>${judged[state.count]}</b> ${say(`lens.status.${state.status}`)}</li>`)}
          </ul>
          <dl class="facts lens-rules">
            ${STATES.flatMap((state) => judged.rules.filter((one) => one.status === state.status).map((one) => ruleRow(ctx, lens, rules.get(one.code), one, state.mark, prefix)))}
          </dl>`
        : html`<p>${say('lens.later')}</p>`
    }`;
}

function ruleRow(ctx: ViewContext, lens: Lens, rule: LensRule | undefined, judged: RuleJudgement, markOf: MarkName, prefix: string): TemplateResult | typeof nothing {
  if (!rule) return nothing;
  const advised = judged.status === 'violated' && rule.level === 'recommended';
  const cited = say(/^\d/.test(rule.section) ? 'lens.cited-section' : 'lens.cited', { lens: lens.title, section: rule.section, level: rule.level });
  return provenRow(
    ctx,
    `${prefix}-lens-${lens.code}-${rule.code}`,
    told(rule.text),
    html`${mark(advised ? 'warning' : markOf)} ${say(`lens.status.${judged.status}`)}<span class="fine">${told(judged.why)} <span class="cited">${cited}</span></span>`,
    judged.evidence,
  );
}
