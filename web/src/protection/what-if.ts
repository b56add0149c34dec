// What each sender does when somebody interferes, and what it would do if something were otherwise. It comes when somebody opens it.

import { html, nothing, type TemplateResult } from 'lit';
import type { Interference, MailOutcome, Protection, Stand, Standing } from '../analyzer/report';
import type { Question } from '../analyzer/messages';
import { domId, type ViewContext } from '../view/context';
import { mark, type MarkName } from '../view/pictures';
import { say } from '../words/say';
import names from './names.json';

/** What can be otherwise, with its values (docs/cli.md). In this order: records are only looked for in zones that are signed, and a policy lists what there is. */
const SETTINGS = {
  'domain-dnssec': ['signed', 'unsigned'],
  'host-dnssec': ['signed', 'unsigned'],
  tlsa: ['matches', 'mismatches', 'unusable', 'fails', 'none'],
  'mta-sts': ['enforce', 'testing', 'unreachable', 'none'],
  'mta-sts-mx': ['listed', 'missing'],
  certificate: ['trusted', 'other-name', 'untrusted'],
  starttls: ['works', 'none'],
  tls: ['modern', 'old'],
} as const;
type Setting = keyof typeof SETTINGS;

/** Sending systems with their settings, by the codes of docs/senders.md: the same in every language. */
const SENDERS: Record<string, string> = names.senders;

const LEFT_OUT = 'without ';
const PROTECTION_MARK: Record<Protection, MarkName> = { protected: 'good', depends: 'warning', 'not-protected': 'bad' };
const STANDING_MARK: Record<Standing, MarkName> = { holds: 'good', undone: 'bad', unchecking: 'warning', refuses: 'bad', unknown: 'unknown' };

function question(chosen: ReadonlyMap<string, string>): Question & { what: 'what-if' } {
  const settings = Object.keys(SETTINGS).flatMap((name) => (chosen.has(name) ? [`${name}=${chosen.get(name)}`] : []));
  const without = [...chosen.keys()].filter((name) => name.startsWith(LEFT_OUT)).map((name) => name.slice(LEFT_OUT.length));
  return { what: 'what-if', settings, without };
}

function outcomeText({ result, proof, why }: MailOutcome): string {
  if (result === 'authenticated') return say('what-if.result.authenticated', { proof: say(`what-if.proof.${proof}`) });
  const text = say(`what-if.result.${result}`);
  return result === 'readable' || result === 'encrypted' ? text : say('what-if.by', { standing: text, attack: say(`what-if.why.${why}`) });
}

/** As the command line says it. */
function standingText({ standing, undone_by: attack }: Stand): string {
  const text = say(`what-if.standing.${standing}`);
  return standing === 'undone' && attack ? say('what-if.by', { standing: text, attack: say(`what-if.attack.${attack as 'nobody'}`) }) : text;
}

function row(now: Stand, then: Stand): TemplateResult {
  const [before, after] = [standingText(now), standingText(then)];
  return html`<div>
    <dt><bdi>${SENDERS[then.sender] ?? then.sender}</bdi></dt>
    <dd>
      <span class="value">${mark(STANDING_MARK[then.standing])} ${before === after ? after : say('what-if.changed', { before, after })}</span>
      <span class="fine">${say('what-if.untouched', { what: outcomeText(then.untouched) })}${then.open_at_first ? html` ${say('what-if.first')}` : nothing}</span>
    </dd>
  </div>`;
}

const rows = (now: Interference, then: Interference, partners: boolean): unknown => then.senders.map((stand, i) => (stand.partners === partners ? row(now.senders[i] ?? stand, stand) : nothing));

const protection = (which: 'now' | 'then', { protection: word }: Interference): TemplateResult =>
  html`<div><dt>${say(`what-if.${which}`)}</dt><dd><span class="value">${mark(PROTECTION_MARK[word])} ${say(`what-if.protection.${word}`)}</span></dd></div>`;

function choice(ctx: ViewContext, name: string, label: string, options: readonly (readonly [value: string, text: string])[]): TemplateResult {
  const id = domId(`what-if-${name}`);
  const chosen = ctx.chosen.get(name) ?? '';
  return html`<p>
    <label for=${id}>${label}</label>
    <select id=${id} @change=${(event: Event) => ctx.choose(name, (event.target as HTMLSelectElement).value)}>
      ${[['', say('what-if.as-is')] as const, ...options].map(([value, text]) => html`<option value=${value} .selected=${value === chosen}>${text}</option>`)}
    </select>
  </p>`;
}

function choices(ctx: ViewContext): TemplateResult {
  const { servers } = ctx.report;
  const setting = (name: Setting): TemplateResult =>
    choice(
      ctx,
      name,
      say(`what-if.set.${name}`),
      SETTINGS[name].map((value) => [value, say(`what-if.set.${name}.${value}` as 'what-if.set.tls.old')] as const),
    );
  return html`<div class="settings" role="group" aria-label=${say('what-if.change')}>
    ${(Object.keys(SETTINGS) as Setting[]).map(setting)}
    ${servers.length < 2 ? nothing : servers.map(({ host }) => choice(ctx, LEFT_OUT + host, host, [['out', say('what-if.left-out')]]))}
  </div>
  ${ctx.chosen.size === 0 ? nothing : html`<p class="actions"><button type="button" @click=${() => [...ctx.chosen.keys()].forEach((name) => void ctx.choose(name, ''))}>${say('what-if.reset')}</button></p>`}`;
}

export function whatIf(ctx: ViewContext): TemplateResult {
  const asked = question(ctx.chosen);
  const all = asked.without.length > 0 && asked.without.length === ctx.report.servers.length;
  const told = all ? null : ctx.ask(asked);
  const answer = told
    ? html`<dl class="facts" aria-live="polite">${protection('now', told.now)}${ctx.chosen.size > 0 ? protection('then', told.then) : nothing}</dl>
        <h3>${say('what-if.senders')}</h3>
        <dl class="facts">${rows(told.now, told.then, false)}</dl>
        <details>
          <summary>${say('what-if.partners')}</summary>
          <p>${say('what-if.partners.about')}</p>
          <dl class="facts">${rows(told.now, told.then, true)}</dl>
        </details>`
    : html`<p class="quiet">${say(told === undefined ? 'details.putting-together' : all ? 'what-if.all-left-out' : 'what-if.none')}</p>`;
  return html`<p>${say('what-if.about')}</p>
    ${told === null && ctx.chosen.size === 0 ? nothing : html`<h3>${say('what-if.change')}</h3><p class="quiet">${say('what-if.change.about')}</p>${choices(ctx)}`}
    ${answer}`;
}
