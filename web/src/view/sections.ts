// What follows the servers: findings, what stayed open, the answer's limits, how sure each line is, DNS.

import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { unfixable } from '../../generated/unfixable.js';
import type { Assurance, Finding } from '../analyzer/report';
import { BASE } from '../element/base';
import { domId, type ViewContext } from './context';
import { beside, say, shown } from '../words/say';
import { told } from './told';
import { duration } from './format';
import { mark } from './pictures';
import { badge, proof, toggleButton } from './proof';
import { assuranceWords, dnssecWords, subjectText } from './words';

export function findings(ctx: ViewContext): TemplateResult | typeof nothing {
  const { report } = ctx;
  if (report.findings.length === 0) return nothing;
  return html`<section aria-labelledby="findings">
    <h2 id="findings">${say('findings')}</h2>
    <ul class="findings">
      ${repeat(
        report.findings,
        (finding) => finding.code,
        (finding) => html`<li class=${finding.severity} tabindex="-1">${one(ctx, finding)}</li>`,
      )}
    </ul>
  </section>`;
}

/** The steps against findings come when somebody opens them. */
let fixes: typeof import('../fixes/fixes') | null = null;

const loadFixes = async (): Promise<unknown> => (fixes ??= await import('../fixes/fixes').catch(() => null));

/** Somebody opened a part, or closed it; what is in it is loaded first. */
async function opened(ctx: ViewContext, key: string, { target }: Event, load: () => Promise<unknown>): Promise<void> {
  if ((target as HTMLDetailsElement).open === ctx.open.has(key)) return;
  await load();
  ctx.toggle(key);
}

function howToFix(ctx: ViewContext, finding: Finding): TemplateResult {
  const key = `fix-${finding.code}`;
  return html`<details class="letter" @toggle=${(event: Event) => void opened(ctx, key, event, loadFixes)}>
    <summary>${say('finding.fix')}<span class="sr">: ${told(finding.title)}</span></summary>
    ${ctx.open.has(key) ? (fixes?.fix(ctx.report, finding) ?? say('fix.failed')) : nothing}
  </details>`;
}

function one(ctx: ViewContext, finding: Finding): TemplateResult {
  const key = `finding-${finding.code}`;
  const open = ctx.open.has(key);
  const facts = [...finding.facts]
    .sort((a, b) => a - b)
    .map((id) => ctx.report.facts[id - 1])
    .filter((fact) => fact !== undefined);
  const many = finding.subjects.length;
  return html`
    <p class="severity">${mark(finding.severity)} ${say(`severity.${finding.severity}`)}</p>
    <h3>${told(finding.title)}</h3>
    <p>${told(finding.text)}</p>
    ${finding.lines ? html`<pre class="text"><code>${finding.lines.join('\n')}</code></pre>` : nothing}
    ${finding.advice ? html`<p class="advice">${shown('finding.advice', { advice: told(finding.advice) })}</p>${unfixable.includes(finding.code) ? nothing : howToFix(ctx, finding)}` : nothing}
    ${
      many > 0
        ? html`<ul class="subjects" aria-label=${say('finding.subjects')}>
          ${finding.subjects.slice(0, 6).map((subject) => html`<li>${subjectText(subject)}</li>`)}${many > 6 ? html`<li>${say('finding.more', { n: many - 6 })}</li>` : nothing}
        </ul>`
        : nothing
    }
    <p class="foot">${badge(ctx, finding.assurance, finding.reason)} ${
      facts.length > 0
        ? toggleButton(
            ctx,
            key,
            say('proof.show'),
            say('proof.hide'),
            told(finding.title),
            facts.flatMap((fact) => fact.evidence),
          )
        : nothing
    }</p>
    <div class="proof" id=${domId(key)} ?hidden=${!open}>${open ? proof(ctx, facts) : nothing}</div>
  `;
}

export function notEstablished(ctx: ViewContext): TemplateResult | typeof nothing {
  const items = ctx.report.not_established;
  if (items.length === 0) return nothing;
  return html`<section aria-labelledby="open">
    <h2 id="open">${say('open-questions')}</h2>
    <p class="lead">${say('open-questions.about')}</p>
    <ul class="open-questions">
      ${items.map(
        (item) => html`<li>
          ${mark('unknown')}
          <div>
            <p><b>${told(item.what)}</b></p>
            <p>${told(item.why)}</p>
            ${item.server_words ? html`<blockquote><span class="sr">${say('open-questions.words')} </span><code>${told(item.server_words)}</code></blockquote>` : nothing}
          </div>
        </li>`,
      )}
    </ul>
  </section>`;
}

export function limits(ctx: ViewContext): TemplateResult {
  return html`<section aria-labelledby="limits">
    <h2 id="limits">${say('limits')}</h2>
    <ul class="limits">
      ${ctx.report.limits.map((limit) => html`<li><h3>${told(limit.title)}</h3><p>${told(limit.text)}</p><p class="offer">${told(limit.offer)}</p></li>`)}
    </ul>
  </section>`;
}

/** What is shown of protection comes when somebody opens it. */
let protection: typeof import('../protection/protection') | null = null;
const loadProtection = async (): Promise<unknown> => (protection ??= await import('../protection/protection').catch(() => null));

/** What each sender does about somebody who interferes; of checks that can tell. */
export function senders(ctx: ViewContext): TemplateResult | typeof nothing {
  const { report } = ctx;
  if (!report.complete || report.servers.length === 0) return nothing;
  const key = 'senders';
  return html`<details class="box" @toggle=${(event: Event) => void opened(ctx, key, event, loadProtection)}>
    <summary>${say('what-if')}</summary>
    ${ctx.open.has(key) ? (protection?.whatIf(ctx) ?? say('fix.failed')) : nothing}
  </details>`;
}

function signatures(ctx: ViewContext, lookup: number, about: string): TemplateResult {
  const key = `chain-${lookup}`;
  const loading = { ...ctx, toggle: () => void loadProtection().then(() => ctx.toggle(key)) };
  return html`${toggleButton(loading, key, say('lookup.chain'), say('lookup.chain.hide'), about)}
    <div id=${domId(key)} ?hidden=${!ctx.open.has(key)}>${ctx.open.has(key) ? (protection?.chain(ctx, lookup, key) ?? say('fix.failed')) : nothing}</div>`;
}

export function lookups(ctx: ViewContext): TemplateResult | typeof nothing {
  const { report } = ctx;
  if (report.lookups.length === 0) return nothing;
  return html`<details class="box">
    <summary>${say('lookups')} <span class="quiet">${say('count.dns', { n: report.lookups.length })}</span></summary>
    <ul class="lookups">
      ${report.lookups.map(
        (lookup) => html`<li>
          <p><b>${lookup.name}</b> <span class="rr">${lookup.rr}</span> <span class="quiet">${beside(lookup.rcode ?? '', dnssecWords(lookup.status), lookup.us !== null ? duration(lookup.us) : '')}</span></p>
          ${lookup.why ? html`<p class="quiet">${told(lookup.why)}</p>` : nothing}
          ${lookup.records.map((record) => html`<code>${record}</code>`)} ${lookup.status === 'secure' || lookup.status === 'insecure' || lookup.status === 'bogus' ? signatures(ctx, lookup.id, `${lookup.name} ${lookup.rr}`) : nothing}
        </li>`,
      )}
    </ul>
  </details>`;
}

export function legend(ctx: ViewContext): TemplateResult {
  const { report } = ctx;
  const kinds: Assurance[] = ['verified', 'authenticated', 'observed', 'reported'];
  return html`<details class="box">
    <summary>${say('legend')}</summary>
    <p>${say(report.reading === 'opened' ? 'legend.about-file' : 'legend.about')}</p>
    <dl class="legend">
      ${kinds.map((kind) => html`<div><dt><span class="badge ${kind === 'authenticated' && report.reading === 'live' ? 'verified' : kind}">${assuranceWords(kind, report.reading).label}</span> <span class="quiet">${kind}</span></dt><dd>${assuranceWords(kind, report.reading).text}</dd></div>`)}
    </dl>
    <p>${say('legend.names')}</p>
    <p class="quiet">
      ${report.relay ? say('legend.relay', { name: report.relay.name, ehlo: report.relay.ehlo }) : ''} ${say('legend.analyzer', { version: report.analyzer })}
      ${report.roots ? shown('legend.roots', { n: report.roots.count, host: BASE.host, hash: report.roots.sha256 }) : say('legend.no-roots')}
    </p>
    <p class="quiet">${say('legend.program', { badge: assuranceWords('verified', report.reading).label, host: BASE.host })}</p>
  </details>`;
}
