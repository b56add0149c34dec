// What the exploration of an address found: how far it is at a glance, everything in the details.

import { html, nothing, type TemplateResult } from 'lit';
import type { AddressReport, EvidenceRef, Exploration, Support, VersionReport, Weakness } from '../analyzer/report';
import { domId, type ViewContext } from './context';
import { duration } from './format';
import { mark } from './pictures';
import { bytesView, toggleButton } from './proof';

const SUPPORT: Record<Support, string> = { yes: 'yes', no: 'no', unknown: 'could not be established' };
const PREFERENCE: Record<string, string> = { server: 'the server’s order decides', client: 'the sender’s order decides', mixed: 'sometimes the server’s order decides, sometimes the sender’s' };
const SNI: Record<Exploration['sni'], string> = {
  unknown: SUPPORT.unknown,
  none: 'makes no difference',
  'other-certificate': 'without it, another certificate is sent',
  refused: 'without it, the connection is refused',
};

const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;
const present = (e: Exploration): Weakness[] => e.weaknesses.filter((w) => w.verdict === 'present');

/** One line under an address: the budget while it works, the outcome when it is done. */
export function explorationGlance(address: AddressReport): TemplateResult | typeof nothing {
  const e = address.exploration;
  if (!e) return nothing;
  const budget = `${e.budget.used} of ${e.budget.allowed} connections`;
  if (!e.done) {
    const paced = e.pace.slowed ? ` It asked for patience, so there are ${duration(e.pace.spacing_us)} between two of them.` : '';
    return html`<p class="exploring">${mark('running')} Looking deeper: ${budget}.${paced}</p>`;
  }
  const found = present(e).length;
  const open = e.weaknesses.filter((w) => w.verdict === 'open').length;
  return html`<p class="exploring">
    ${mark(found > 0 ? 'warning' : open > 0 ? 'info' : 'good')}
    ${found > 0 ? count(found, 'known weakness', 'known weaknesses') : 'No known weakness found'}${open > 0 ? `, ${open} could not be established` : ''}
    <span class="quiet">(${budget})</span>
  </p>`;
}

function row(ctx: ViewContext, key: string, label: string, value: unknown, evidence: EvidenceRef[]): TemplateResult {
  const shown = evidence.filter((at) => at.length > 0);
  return html`<div>
    <dt>${label}</dt>
    <dd>
      <span class="value">${value}</span>
      ${shown.length > 0 ? toggleButton(ctx, key, 'Bytes', 'Hide bytes', label, shown) : nothing}
      <div id=${domId(key)} ?hidden=${!ctx.open.has(key)}>${ctx.open.has(key) ? shown.map((at) => bytesView(ctx, at)) : nothing}</div>
    </dd>
  </div>`;
}

function versionText(version: VersionReport): TemplateResult {
  if (version.support !== 'yes') return html`${SUPPORT[version.support]}`;
  const accepted = version.suites.filter((suite) => suite.support === 'yes');
  const byId = new Map(version.suites.map((suite) => [suite.id, suite.name]));
  const ordered = version.order.map((id) => byId.get(id) ?? id);
  const listed = [...ordered, ...accepted.map((suite) => suite.name).filter((name) => !ordered.includes(name))];
  const groups = version.groups.filter((group) => group.support === 'yes').map((group) => group.name);
  const preference = PREFERENCE[version.preference];
  return html`yes${listed.length > 0 ? html`<span class="fine">Suites seen: ${listed.join(', ')}${preference ? ` (${preference})` : ''}</span>` : nothing}
  ${groups.length > 0 ? html`<span class="fine">Key exchange groups seen: ${groups.join(', ')}</span>` : nothing}`;
}

/** Everything, in the details of an address. */
export function exploration(ctx: ViewContext, address: AddressReport, prefix: string): TemplateResult | typeof nothing {
  const e = address.exploration;
  if (!e) return nothing;
  const key = (name: string): string => `${prefix}-tls-${name}`;
  const absent = e.weaknesses.filter((w) => w.verdict === 'absent');
  const open = e.weaknesses.filter((w) => w.verdict === 'open');
  return html`<h3>Everything its TLS says</h3>
    <p class="quiet">
      ${e.done ? 'Asked' : 'Being asked'} at ${e.depth} depth with ${e.budget.used} of ${e.budget.allowed} connections${e.budget.turned_away > 0 ? `; ${count(e.budget.turned_away, 'more was', 'more were')} turned away` : ''}.
      These facts are observed: only the headline’s handshake is proven by a signature.
    </p>
    <h4>Known weaknesses</h4>
    ${present(e).length === 0 ? html`<p>${mark(open.length > 0 ? 'info' : 'good')} None was found.</p>` : nothing}
    <dl class="facts">
      ${present(e).map((w) => row(ctx, key(w.code), w.title, html`${mark('warning')} ${w.because} <span class="fine">${w.reference}</span>`, w.evidence.slice(0, 4)))}
      ${open.map((w) => row(ctx, key(w.code), w.title, html`could not be established${w.because ? `: ${w.because}` : ''}`, []))}
    </dl>
    ${absent.length > 0 ? html`<p class="quiet">Looked for and not there: ${absent.map((w) => w.title).join('; ')}.</p>` : nothing}
    <h4>Versions, suites and groups</h4>
    <dl class="facts">${e.versions.map((v) => row(ctx, key(v.version), v.version, versionText(v), v.evidence))}</dl>
    <h4>Keys and signatures</h4>
    <dl class="facts">
      ${e.dh.map((dh, i) => row(ctx, key(`dh-${i}`), 'Diffie-Hellman', `${dh.bits} bits${dh.known_prime ? `, ${dh.known_prime}` : ''} (${dh.suite})`, dh.evidence))}
      ${e.signature_schemes.map((scheme) => row(ctx, key(`scheme-${scheme.id}`), 'Signs with', scheme.name, scheme.evidence))}
      <div><dt>Server name (SNI)</dt><dd><span class="value">${SNI[e.sni]}</span></dd></div>
    </dl>
    <h4>Behaviour</h4>
    <dl class="facts">
      ${e.properties.map((p) => row(ctx, key(p.code), p.label, SUPPORT[p.support], p.evidence))}
      ${e.sizes.map((size) => row(ctx, key(`size-${size.bytes}`), `Takes a ClientHello of ${size.bytes} bytes`, SUPPORT[size.support], size.evidence))}
    </dl>
    ${e.not_established.length > 0
      ? html`<h4>What was not established</h4>
          <dl class="facts">
            ${e.not_established.map((item) => html`<div><dt>${item.what}</dt><dd><span class="value">${item.reason}</span>${item.server_words ? html` <q>${item.server_words}</q>` : nothing}</dd></div>`)}
          </dl>`
      : nothing}`;
}
