// TLS versions with their cipher suites and groups: a table of what is accepted, and what is refused folded away.

import { html, nothing, type TemplateResult } from 'lit';
import type { Choice, EvidenceRef, Exploration, Property, VersionReport } from '../analyzer/report';
import { say } from '../words/say';
import { clauses, told } from './told';
import { domId, type ViewContext } from './context';
import { explained } from './explained';
import { chosenLens } from './lenses';
import { mark, type MarkName } from './pictures';
import { breakable, bytesView, provenRow, toggleButton } from './proof';
import { broughtBy, shortTitle, worst } from './weaknesses';

/** By the key exchange that a suite is named for (RFC 5246 appendix F.1.1): keys made for one session only, or the certificate's own. "" if the name does not tell. */
function forwardSecrecy(name: string, version: string): '' | 'yes' | 'no' {
  if (/_NULL_|^TLS_SHA\d+_/.test(name)) return 'no'; // nothing is secret
  if (version === 'TLS 1.3' || /^TLS_(?:EC)?DH(?:E|_anon)_/.test(name)) return 'yes';
  return /^TLS_(?:RSA|(?:EC)?DH_(?:RSA|DSS|ECDSA))_/.test(name) ? 'no' : '';
}

const accepted = (choices: Choice[]): Choice[] => choices.filter((one) => one.support === 'yes');
const names = (choices: Choice[]): string => choices.map((one) => one.name).join(', ');

interface Row {
  suite: Choice;
  place: string; // in the server's order; "" if that is not known
  state: MarkName;
  remarks: string;
  found: number;
}

const RANK: MarkName[] = ['good', 'info', 'warning'];

/** The server's order first, as far as it is known; then the better ones first. */
function rows(e: Exploration, version: VersionReport): Row[] {
  const place = (suite: Choice): number => version.order.indexOf(suite.id) + 1;
  return accepted(version.suites)
    .map((suite) => {
      const found = broughtBy(e, suite.id, version.version);
      return { suite, place: place(suite) ? `${place(suite)}.` : '', state: worst(found), remarks: clauses(found.map(shortTitle)), found: found.length };
    })
    .sort((a, b) => (place(a.suite) || Infinity) - (place(b.suite) || Infinity) || RANK.indexOf(a.state) - RANK.indexOf(b.state) || a.found - b.found);
}

function suiteRow(ctx: ViewContext, version: string, { suite, place, state, remarks }: Row, key: string): TemplateResult {
  const open = ctx.open.has(key);
  const secrecy = forwardSecrecy(suite.name, version);
  const shown = suite.evidence.filter((at) => at.length > 0);
  return html`<tr role="row">
      <th scope="row" role="rowheader">${mark(state)} <span class="place">${place}</span><code>${breakable(suite.name)}</code></th>
      <td role="cell" data-label=${say('suites.secrecy')}>${secrecy ? say(`support.${secrecy}`) : '–'}</td>
      <td role="cell" class=${remarks ? '' : 'empty'} data-label=${chosenLens(ctx) ? 'Mailglass' : nothing}>${remarks}</td>
      <td role="cell" class=${shown.length > 0 ? '' : 'empty'}>${shown.length > 0 ? toggleButton(ctx, key, say('bytes.show'), say('bytes.hide'), say('seen.in-version', { name: suite.name, version }), shown) : nothing}</td>
    </tr>
    <tr role="row" id=${domId(key)} ?hidden=${!open}>
      <td role="cell" colspan="4">${open ? shown.map((at) => bytesView(ctx, at)) : nothing}</td>
    </tr>`;
}

/** What follows a version's name: how many suites, and whose order counts. */
function about(version: VersionReport, seen: number): string {
  const counted = say(version.order.length === 0 ? 'suites.seen' : version.order_complete ? 'suites.seen-in-order' : 'suites.seen-partly-in-order', { n: seen });
  return version.preference === 'unknown' ? counted : `${counted} ${say(`suites.preference.${version.preference}`)}`;
}

function refusedWords(suites: number, groups: number): string {
  if (suites > 0 && groups > 0) return say('suites.refused-both', { suites, groups });
  return suites > 0 ? say('suites.refused', { n: suites }) : say('suites.refused-groups', { n: groups });
}

function suiteTable(ctx: ViewContext, e: Exploration, version: VersionReport, key: (name: string) => string): TemplateResult | typeof nothing {
  const listed = rows(e, version);
  const groups = accepted(version.groups);
  const refused = { suites: version.suites.filter((one) => one.support === 'no'), groups: version.groups.filter((one) => one.support === 'no') };
  if (version.support !== 'yes' || listed.length + groups.length === 0) return nothing;
  const id = domId(key(`${version.version}-suites`));
  return html`<section class="version" aria-labelledby=${id}>
    <h4 id=${id}>${version.version} <span class="quiet">${listed.length > 0 ? about(version, listed.length) : ''}</span></h4>
    ${
      listed.length > 0
        ? html`<table class="suites" role="table" aria-labelledby=${id}>
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader" scope="col">${say('suites.suite')}</th>
              <th role="columnheader" scope="col">${explained(say('suites.secrecy'), say('suites.secrecy.about'))}</th>
              <th role="columnheader" scope="col">${say(chosenLens(ctx) ? 'suites.remarks-own' : 'suites.remarks')}</th>
              <th role="columnheader" scope="col"><span class="sr">${say('suites.proof')}</span></th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            ${listed.map((row) => suiteRow(ctx, version.version, row, key(`${version.version}-${row.suite.id}`)))}
          </tbody>
        </table>`
        : nothing
    }
    ${
      groups.length > 0
        ? html`<dl class="facts">${provenRow(
            ctx,
            key(`${version.version}-groups`),
            say('suites.groups'),
            html`<code>${names(groups)}</code>`,
            groups.flatMap((one) => one.evidence),
            say('suites.groups.about', { version: version.version }),
          )}</dl>`
        : nothing
    }
    ${
      refused.suites.length + refused.groups.length > 0
        ? html`<details>
          <summary>${refusedWords(refused.suites.length, refused.groups.length)}<span class="sr"> ${say('suites.refused.in', { version: version.version })}</span></summary>
          ${refused.suites.length > 0 ? html`<p class="fine"><code>${names(refused.suites)}</code></p>` : nothing}
          ${refused.groups.length > 0 ? html`<p class="fine"><code>${names(refused.groups)}</code></p>` : nothing}
        </details>`
        : nothing
    }
  </section>`;
}

const supportWords = (support: Property['support']): string => (support === 'not-applicable' ? '' : say(`support.${support}`));

/** Which versions are spoken, SSL 2.0 with its own hello among them, then what each accepts. */
export function versions(ctx: ViewContext, e: Exploration, key: (name: string) => string): TemplateResult {
  const ssl2 = e.properties.filter((p) => p.code === 'ssl2').map((p) => ({ version: told(p.label), support: p.support, evidence: p.evidence }));
  const all: { version: string; support: Property['support']; evidence: EvidenceRef[] }[] = [...e.versions, ...ssl2];
  return html`<h4>${say('versions')}</h4>
    <dl class="facts compact">${all.map((one) => provenRow(ctx, key(one.version), one.version, supportWords(one.support), one.evidence))}</dl>
    ${e.versions.map((version) => suiteTable(ctx, e, version, key))}`;
}
