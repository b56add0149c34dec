// How to fix a finding: the steps for the reader's own mail server, and those for others when somebody opens them. It comes with the table of them, when somebody asks.

import { html, nothing, type TemplateResult } from 'lit';
import { filled, fixes, hasPath, type Own, products, type Step } from '../../generated/fixes.js';
import type { Finding } from '../analyzer/report';
import type { Snapshot } from '../analyzer/snapshot';
import { say, shown } from '../words/say';
import { recognize, type Recognized } from './products';

/** Names of the domain asked for go into lines, as long as they are nothing but names. What else stands in DNS is nobody's to paste. */
const isName = (text: string): boolean => /^[a-z0-9_]([a-z0-9_.-]*[a-z0-9])?$/i.test(text);

const hostsOf = (report: Snapshot, { subjects }: Finding): string[] => [
  ...new Set((subjects.length > 0 ? subjects.map(({ host }) => host ?? '') : report.servers.map(({ host }) => host)).filter(Boolean)),
];

function ownOf(report: Snapshot, hosts: string[]): Own {
  const mx = report.servers.map(({ host }) => host).filter(isName);
  // The time, in UTC.
  const id = new Date().toISOString().replace(/\D/g, '').slice(0, 12);
  return { host: hosts.find(isName) ?? 'mx.example.org', domain: isName(report.domain) ? report.domain : 'example.org', mx: mx.length > 0 ? mx : ['mx.example.org'], id };
}

function what(one: Step, place: string): unknown {
  if (one.run) return say('fix.run');
  if (one.unless) return shown('fix.unless', { place });
  if (one.add) return say('fix.add');
  if (one.instead) return say('fix.instead');
  if (one.remove) return say('fix.remove');
  if (one.serve) return shown('fix.serve', { place });
  return one.with ? shown('fix.in-with', { what: one.with, place }) : shown('fix.in', { place });
}

function step(one: Step, own: Own): TemplateResult {
  if (one.note) return html`<p>${say(`fix.${one.note}`)}</p>`;
  const place = filled(one.in ?? one.serve ?? one.unless ?? '', own)[0] ?? '';
  const lines = (one.run ?? one.add ?? one.instead ?? one.remove ?? one.lines ?? []).flatMap((line) => filled(line, own));
  return html`<p>${what(one, place)}</p>
    <pre class="text"><code>${lines.join('\n')}</code></pre>`;
}

function name(product: string, todo: Step[] | 'provider'): TemplateResult {
  const { name: own, everywhere } = products[product] ?? {};
  const onTheWeb = todo !== 'provider' && todo.some(({ serve }) => serve);
  return html`<bdi>${own ?? say(everywhere ? (onTheWeb ? 'fix.dns-web' : 'fix.dns') : 'fix.hosted')}</bdi>`;
}

const steps = (all: Step[] | 'provider', own: Own): unknown => (all === 'provider' ? html`<p>${say('fix.provider')}</p>` : all.map((one) => step(one, own)));

/** What helps, by product. Where the check has made the very records, these are all that there is to do in DNS, whatever the server: no example beside them. */
function entriesOf({ code, lines }: Finding): [string, Step[] | 'provider'][] {
  const all = Object.entries(fixes[code] ?? {});
  return lines ? [['dns', [{ add: lines }]], ...all.filter(([, todo]) => todo === 'provider')] : all;
}

export function fix(report: Snapshot, finding: Finding): TemplateResult {
  const hosts = hostsOf(report, finding);
  const own = ownOf(report, hosts);
  const known = new Map<string, Recognized>();
  for (const one of hosts.map((host) => recognize(report, host))) if (one && !known.has(one.product)) known.set(one.product, one);
  const all = entriesOf(finding);
  const first = all.filter(([product]) => known.has(product) || products[product]?.everywhere);
  const others = all.filter((one) => !first.includes(one)).map(([product, todo]) => html`<details><summary>${name(product, todo)}</summary>${steps(todo, own)}</details>`);
  return html`${first.map(([product, todo]) => {
    const { by, host = '' } = known.get(product) ?? {};
    return html`<h4>${name(product, todo)}</h4>
        ${by ? html`<p class="quiet">${say(`fix.by-${by}`, { host })}</p>` : nothing}${steps(todo, own)}`;
  })}
    ${others.length === 0 ? nothing : first.length === 0 ? html`<p>${say('fix.which')}</p>${others}` : html`<details><summary>${say('fix.others')}</summary>${others}</details>`}
    ${all.some(([, todo]) => todo !== 'provider' && todo.some(hasPath)) ? html`<p class="quiet">${say('fix.example')}</p>` : nothing}`;
}
