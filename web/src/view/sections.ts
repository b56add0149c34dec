// What follows the servers: findings, what stayed open, the answer's limits, how sure each line is, DNS.

import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Assurance, Finding } from '../analyzer/report';
import { BASE } from '../element-base';
import { domId, type ViewContext } from './context';
import { count, duration } from './format';
import { mark } from './pictures';
import { badge, proof, toggleButton } from './proof';
import { assuranceWords, DNSSEC, SEVERITY, subjectText } from './words';

export function findings(ctx: ViewContext): TemplateResult | typeof nothing {
  const { report } = ctx;
  if (report.findings.length === 0) return nothing;
  return html`<section aria-labelledby="findings">
    <h2 id="findings">What was found</h2>
    <ul class="findings">
      ${repeat(report.findings, (finding) => finding.code, (finding) => html`<li class=${finding.severity} tabindex="-1">${one(ctx, finding)}</li>`)}
    </ul>
  </section>`;
}

function one(ctx: ViewContext, finding: Finding): TemplateResult {
  const key = `finding-${finding.code}`;
  const open = ctx.open.has(key);
  const facts = [...finding.facts].sort((a, b) => a - b).map((id) => ctx.report.facts[id - 1]).filter((fact) => fact !== undefined);
  const many = finding.subjects.length;
  return html`
    <p class="severity">${mark(finding.severity)} ${SEVERITY[finding.severity]}</p>
    <h3>${finding.title}</h3>
    <p>${finding.text}</p>
    ${finding.advice ? html`<p class="advice"><b>What helps:</b> ${finding.advice}</p>` : nothing}
    ${many > 0
      ? html`<ul class="subjects" aria-label="Concerns">
          ${finding.subjects.slice(0, 6).map((subject) => html`<li>${subjectText(subject)}</li>`)}${many > 6 ? html`<li>and ${many - 6} more</li>` : nothing}
        </ul>`
      : nothing}
    <p class="foot">${badge(ctx, finding.assurance, finding.reason)} ${facts.length > 0 ? toggleButton(ctx, key, 'Proof', 'Hide proof', finding.title, facts.flatMap((fact) => fact.evidence)) : nothing}</p>
    <div class="proof" id=${domId(key)} ?hidden=${!open}>${open ? proof(ctx, facts) : nothing}</div>
  `;
}

export function notEstablished(ctx: ViewContext): TemplateResult | typeof nothing {
  const items = ctx.report.not_established;
  if (items.length === 0) return nothing;
  return html`<section aria-labelledby="open">
    <h2 id="open">What could not be established</h2>
    <p class="lead">This is not the same as “no”: these questions stayed without an answer.</p>
    <ul class="open-questions">
      ${items.map(
        (item) => html`<li>
          ${mark('unknown')}
          <div>
            <p><b>${item.what}</b></p>
            <p>${item.why ? `Because ${item.why}.` : ''}</p>
            ${item.server_words ? html`<blockquote><span class="sr">The server’s own words: </span><code>${item.server_words}</code></blockquote>` : nothing}
          </div>
        </li>`,
      )}
    </ul>
  </section>`;
}

export function limits(ctx: ViewContext): TemplateResult {
  return html`<section aria-labelledby="limits">
    <h2 id="limits">What this answer cannot promise</h2>
    <ul class="limits">
      ${ctx.report.limits.map((limit) => html`<li><h3>${limit.title}</h3><p>${limit.text}</p>${limit.offer ? html`<p class="offer">${limit.offer}</p>` : nothing}</li>`)}
    </ul>
  </section>`;
}

export function lookups(ctx: ViewContext): TemplateResult | typeof nothing {
  const { report } = ctx;
  if (report.lookups.length === 0) return nothing;
  return html`<details class="box">
    <summary>What DNS said <span class="quiet">${count(report.lookups.length, 'lookup')}</span></summary>
    <ul class="lookups">
      ${report.lookups.map(
        (lookup) => html`<li>
          <p><b>${lookup.name}</b> <span class="rr">${lookup.rr}</span> <span class="quiet">${[lookup.rcode, DNSSEC[lookup.status] ?? lookup.status, lookup.us !== null ? duration(lookup.us) : ''].filter(Boolean).join(' · ')}</span></p>
          ${lookup.why ? html`<p class="quiet">${lookup.why}</p>` : nothing}
          ${lookup.records.map((record) => html`<code>${record}</code>`)}
        </li>`,
      )}
    </ul>
  </details>`;
}

export function legend(ctx: ViewContext): TemplateResult {
  const { report } = ctx;
  const kinds: Assurance[] = ['verified', 'authenticated', 'observed', 'reported'];
  return html`<details class="box">
    <summary>How sure is each line?</summary>
    <p>All reading and checking happens in your own browser. A relay carries the bytes, because browsers cannot talk to mail servers themselves. Every line says how far you need to trust that relay${report.reading === 'opened' ? ', and whoever saved the file' : ''}:</p>
    <dl class="legend">
      ${kinds.map((kind) => html`<div><dt>${badge(ctx, kind)} <span class="quiet">${kind}</span></dt><dd>${assuranceWords(kind, report.reading).text}</dd></div>`)}
    </dl>
    <p>What is proven is a name: that a server which holds its key answered. The address, the port, that STARTTLS led there, and that the name is the right one are what the relay and DNS say.</p>
    <p class="quiet">
      ${report.relay ? `Relay: ${report.relay.name}, introducing itself to mail servers as ${report.relay.ehlo}. ` : ''}Analyzer ${report.analyzer}.
      ${report.roots ? html`Trusted authorities: ${count(report.roots.count, 'root')}, given by ${BASE.host} together with this program, SHA-256 <code class="wrap">${report.roots.sha256}</code>.` : 'No list of trusted authorities was loaded.'}
    </p>
    <p class="quiet">“${assuranceWords('verified', report.reading).label}” is worth as much as this program and its list of authorities: both come from ${BASE.host}. Take them from somebody you trust, or from a machine of your own.</p>
  </details>`;
}
