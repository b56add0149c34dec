// How to fix a finding: the steps for the reader's own mail server, and those for others when somebody opens them. It comes with the table of them, when somebody asks.

import { html, nothing, type TemplateResult } from 'lit';
import { fixes, products, type Step } from '../../generated/fixes.js';
import type { Finding } from '../analyzer/report';
import type { Snapshot } from '../analyzer/snapshot';
import { say, shown } from '../words/say';
import { recognize, type Recognized } from './products';

/** What is put into lines: names of the domain asked for, as long as they are nothing but names. What else stands in DNS is nobody's to paste. */
interface Own {
  host: string;
  domain: string;
  mx: string[];
}
const isName = (text: string): boolean => /^[a-z0-9_]([a-z0-9_.-]*[a-z0-9])?$/i.test(text);

const filled = (line: string, { host, domain, mx }: Own): string[] =>
  (line.includes('{mx}') ? mx : [host]).map((one) => line.replaceAll('{mx}', one).replaceAll('{host}', host).replaceAll('{domain}', domain));

const hostsOf = (report: Snapshot, { subjects }: Finding): string[] => [
  ...new Set((subjects.length > 0 ? subjects.map(({ host }) => host ?? '') : report.servers.map(({ host }) => host)).filter(Boolean)),
];

function ownOf(report: Snapshot, hosts: string[]): Own {
  const mx = report.servers.map(({ host }) => host).filter(isName);
  return { host: hosts.find(isName) ?? 'mx.example.org', domain: isName(report.domain) ? report.domain : 'example.org', mx: mx.length > 0 ? mx : ['mx.example.org'] };
}

function step(one: Step, own: Own): TemplateResult {
  const place = filled(one.in ?? one.serve ?? '', own)[0] ?? '';
  const what = one.run
    ? say('fix.run')
    : one.add
      ? say('fix.add')
      : one.remove
        ? say('fix.remove')
        : one.serve
          ? shown('fix.serve', { place })
          : one.with
            ? shown('fix.in-with', { what: one.with, place })
            : shown('fix.in', { place });
  const lines = (one.run ?? one.add ?? one.remove ?? one.lines ?? []).flatMap((line) => filled(line, own));
  return html`<p>${what}</p>
    <pre class="text"><code>${lines.join('\n')}</code></pre>`;
}

function name(product: string): TemplateResult {
  const { name: own, everywhere } = products[product] ?? {};
  return html`<bdi>${own ?? say(everywhere ? 'fix.dns' : 'fix.hosted')}</bdi>`;
}

const steps = (all: Step[] | 'provider', own: Own): unknown => (all === 'provider' ? html`<p>${say('fix.provider')}</p>` : all.map((one) => step(one, own)));

export function fix(report: Snapshot, finding: Finding): TemplateResult {
  const hosts = hostsOf(report, finding);
  const own = ownOf(report, hosts);
  const known = new Map<string, Recognized>();
  for (const one of hosts.map((host) => recognize(report, host))) if (one && !known.has(one.product)) known.set(one.product, one);
  const all = Object.entries(fixes[finding.code] ?? {});
  const first = all.filter(([product]) => known.has(product) || products[product]?.everywhere);
  const others = all.filter((one) => !first.includes(one)).map(([product, todo]) => html`<details><summary>${name(product)}</summary>${steps(todo, own)}</details>`);
  return html`${first.map(([product, todo]) => {
    const { by, host = '' } = known.get(product) ?? {};
    return html`<h4>${name(product)}</h4>
        ${by ? html`<p class="quiet">${say(`fix.by-${by}`, { host })}</p>` : nothing}${steps(todo, own)}`;
  })}
    ${others.length === 0 ? nothing : first.length === 0 ? html`<p>${say('fix.which')}</p>${others}` : html`<details><summary>${say('fix.others')}</summary>${others}</details>`}
    <p class="quiet">${say('fix.example')}</p>`;
}
