// Standards lenses: the same facts judged by the rules of a published document, chosen on the page. Nothing is asked anew.

import { html, nothing, type TemplateResult } from 'lit';
import type { Lens, LensRule, RuleJudgement } from '../analyzer/report';
import type { AddressDetails, LensTally } from '../analyzer/snapshot';
import type { ViewContext } from './context';
import { domId } from './context';
import { mark, type MarkName } from './pictures';
import { provenRow } from './proof';

/** The page's own view of a mail server: the two axes and the known weaknesses. */
export const MAILGLASS = 'mailglass';

type Status = RuleJudgement['status'];
type Counted = 'met' | 'violated' | 'not_established' | 'not_applicable';

const WORDS: { status: Status; count: Counted; word: string; mark: MarkName }[] = [
  { status: 'violated', count: 'violated', word: 'violated', mark: 'bad' },
  { status: 'not-established', count: 'not_established', word: 'not established', mark: 'unknown' },
  { status: 'met', count: 'met', word: 'met', mark: 'good' },
  { status: 'not-applicable', count: 'not_applicable', word: 'not applicable', mark: 'info' },
];

/** The document chosen; null for Mailglass's own view, and for a name that is none. */
export const chosenLens = (ctx: ViewContext): Lens | null => ctx.report.lenses.find((lens) => lens.code === ctx.lens) ?? null;

const judgementsOf = <T extends LensTally>(address: { lenses: T[] }, lens: Lens): T | undefined => address.lenses.find((one) => one.lens === lens.code);

export function lensSwitch(ctx: ViewContext, prefix: string): TemplateResult {
  const id = domId(`${prefix}-lens`);
  const chosen = chosenLens(ctx)?.code ?? MAILGLASS;
  const option = (code: string, title: string): TemplateResult => html`<option value=${code} .selected=${code === chosen}>${title}</option>`;
  return html`<p class="lens-switch">
    <label for=${id}>Judge by</label>
    <select id=${id} @change=${(event: Event) => ctx.chooseLens((event.target as HTMLSelectElement).value)}>
      ${option(MAILGLASS, 'Mailglass (mail)')}${ctx.report.lenses.map((lens) => option(lens.code, lens.title))}
    </select>
  </p>`;
}

/** One line under an address: how many rules came out how. */
export function lensGlance(address: { lenses: LensTally[] }, lens: Lens): TemplateResult {
  const judged = judgementsOf(address, lens);
  if (!judged) return html`${mark('unknown')} ${lens.title}: not judged`;
  const worst = WORDS.find((words) => judged[words.count] > 0);
  const counts = WORDS.filter((words) => words.status !== 'not-applicable').map((words) => `${judged[words.count]} ${words.word}`);
  return html`${mark(worst?.mark ?? 'good')} ${lens.title}: ${counts.join(', ')}`;
}

/** Every rule: what it asks, where it stands, and what was seen. */
export function lensRules(ctx: ViewContext, address: AddressDetails, lens: Lens, prefix: string): TemplateResult {
  const judged = judgementsOf(address, lens);
  const rules = new Map((address.standards.find((one) => one.code === lens.code)?.rules ?? []).map((rule) => [rule.code, rule]));
  return html`<h4>Judged by ${lens.title}</h4>
    <p class="quiet"><a href=${lens.link} target="_blank" rel="noopener noreferrer">${lens.document}</a>, edition ${lens.edition}. Rules about what cannot be seen from outside are left out.</p>
    ${judged
      ? html`<ul class="lens-counts" aria-label="Rules">
            ${WORDS.map((words) => html`<li>${mark(words.mark)} <b>${judged[words.count]}</b> ${words.word}</li>`)}
          </ul>
          <dl class="facts lens-rules">
            ${WORDS.flatMap((words) => judged.rules.filter((one) => one.status === words.status).map((one) => ruleRow(ctx, lens, rules.get(one.code), one, words, prefix)))}
          </dl>`
      : html`<p>The rules are judged when everything has been asked.</p>`}`;
}

function ruleRow(ctx: ViewContext, lens: Lens, rule: LensRule | undefined, judged: RuleJudgement, words: (typeof WORDS)[number], prefix: string): TemplateResult | typeof nothing {
  if (!rule) return nothing;
  const advised = judged.status === 'violated' && rule.level === 'recommended';
  const section = /^\d/.test(rule.section) ? `section ${rule.section}` : rule.section;
  return provenRow(
    ctx,
    `${prefix}-lens-${lens.code}-${rule.code}`,
    rule.text,
    html`${mark(advised ? 'warning' : words.mark)} ${words.word}<span class="fine">${judged.why ? `${judged.why}. ` : ''}<span class="cited">${lens.title}, ${section} (${rule.level})</span></span>`,
    judged.evidence,
  );
}
