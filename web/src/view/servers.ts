// The table of servers and addresses: what is happening, then what came out, with everything about one address a click away.

import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Words } from '../analyzer/report';
import type { AddressDetails, AddressSnapshot, FactSnapshot, ServerSnapshot, Snapshot } from '../analyzer/snapshot';
import { say, shown } from '../words/say';
import { sentences, told } from './told';
import { certificates } from './certificates';
import { addressKey, domId, type ViewContext } from './context';
import { conversation } from './conversation';
import { explained } from './explained';
import { exploration, explorationGlance } from './exploration';
import { duration } from './format';
import { mark } from './pictures';
import { badge, breakable, factList, toggleButton } from './proof';
import { dnssecWords, OUTCOME_MARK, REACHED } from './words';

export function servers(ctx: ViewContext): TemplateResult | typeof nothing {
  const { report } = ctx;
  if (report.servers.length === 0) return nothing;
  return html`<section aria-labelledby="servers">
    <h2 id="servers">${say('servers')}</h2>
    <p class="lead">${told(report.routing.sentence)}${report.routing.dnssec ? html` <span class="quiet">${say('servers.list', { state: dnssecWords(report.routing.dnssec) })}</span>` : nothing}</p>
    <table role="table" aria-labelledby="servers">
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">${say('servers.address')}</th>
          <th role="columnheader" scope="col">${say('servers.happened')}</th>
          <th role="columnheader" scope="col">${say('servers.encryption')}</th>
          <th role="columnheader" scope="col">${say('servers.name')}</th>
        </tr>
      </thead>
      ${repeat(
        report.servers,
        (server) => server.host,
        (server) => serverRows(ctx, server),
      )}
    </table>
  </section>`;
}

function serverRows(ctx: ViewContext, server: ServerSnapshot): TemplateResult {
  return html`<tbody role="rowgroup">
    <tr class="server" role="row">
      <th colspan="4" scope="rowgroup" role="rowheader">
        <span class="host">${server.host}</span>
        <span class="quiet">
          ${server.preference !== null ? explained(say('server.preference', { n: server.preference }), say('server.preference.about')) : nothing}
          ${server.dnssec ? html`<span>${say('server.addresses', { state: dnssecWords(server.dnssec) })}</span>` : nothing}
          ${server.aliases.length > 0 ? html`<span>${say('server.alias', { name: server.aliases[server.aliases.length - 1] ?? '' })}</span>` : nothing}
        </span>
        ${server.addresses.length === 0 ? html`<p>${server.state === 'pending' ? say('server.looking-up') : told(server.sentence)}</p>` : nothing}
      </th>
    </tr>
    ${repeat(
      server.addresses,
      (address) => address.address,
      (address) => addressRows(ctx, server, address),
    )}
  </tbody>`;
}

const factsOf = (report: Snapshot, address: AddressSnapshot): FactSnapshot[] => address.facts.map((id) => report.facts[id - 1]).filter((fact) => fact !== undefined);

/** What a certificate's card says at a glance. */
const ON_CARD = new Set(['x509.leaf', 'x509.key', 'x509.validity', 'x509.name', 'x509.trust']);

/** Which message a text is; none where it is no message. */
const idOf = (words: Words): string => (typeof words === 'string' ? '' : words.phrase);

function provesName(ctx: ViewContext, address: AddressSnapshot, trust: FactSnapshot): TemplateResult {
  const said = idOf(trust.text);
  if (said === 'said.trust-not-shown') return html`<span class="value">${mark('unknown')} ${say('name.not-shown')}</span><span class="fine">${say('name.not-shown.about')}</span>`;
  const bound = said === 'said.trust-yes';
  if (bound && address.withdrawn) return html`<span class="value">${mark('warning')} ${say('name.withdrawn')}</span><span class="fine">${say('name.withdrawn.about')}</span>`;
  const how = bound ? sentences({ phrase: 'trust.trusted' }, ctx.report.routing.name_words) : typeof trust.text === 'string' ? '' : told(trust.text.args?.['why']);
  return html`<span class="value">${mark(bound ? 'good' : 'warning')} ${say(bound ? 'name.yes' : 'name.no')}</span>${bound ? html` ${badge(ctx, trust.assurance, trust.reason)}` : nothing}<span class="fine">${how}</span>`;
}

/** What is proven of who answered, and what is not. */
function proven(ctx: ViewContext, address: AddressSnapshot): TemplateResult | typeof nothing {
  const { proof } = address;
  if (!proof) return nothing;
  return html`<p>${shown('proven', { name: proof.name, badge: badge(ctx, proof.assurance, proof.reason), source: told(ctx.report.routing.name_words) })} <span class="quiet">${say('proven.not')}</span></p>`;
}

function addressRows(ctx: ViewContext, server: ServerSnapshot, address: AddressSnapshot): TemplateResult {
  const facts = factsOf(ctx.report, address);
  const named = (code: string): FactSnapshot | undefined => facts.find((fact) => fact.code === code);
  const key = addressKey(server.host, address.address);
  const open = ctx.open.has(key);
  const version = named('tls.version');
  const suite = named('tls.suite');
  const trust = named('x509.trust');
  return html`<tr class="address ${open ? 'opened' : ''}" role="row">
      <th scope="row" role="rowheader">
        <span class="ip">${address.address}</span>
        <span class="quiet">${address.family === 'ipv6' ? 'IPv6' : 'IPv4'}</span>
        ${address.probes.length > 0 ? toggleButton(ctx, key, say('details.show'), say('details.hide'), `${server.host} ${address.address}`) : nothing}
      </th>
      <td role="cell" class="happened">
        <p class="outcome">${outcome(address)}</p>
        <p>${told(address.sentence)}${address.waiting_ms === null ? nothing : html` <span class="slow">${say('server.slow', { minutes: Math.max(1, Math.round(address.waiting_ms / 60_000)) })}</span>`}</p>
        ${steps(address)} ${explorationGlance(ctx, address)}
      </td>
      <td role="cell" data-label=${say('servers.encryption')} class=${version ? '' : 'empty'}>
        ${version ? html`<span class="value">${told(version.text)}</span> ${badge(ctx, version.assurance, version.reason)}${suite ? html`<span class="fine">${breakable(told(suite.text))}</span>` : nothing}` : html`<span class="quiet">–</span>`}
      </td>
      <td role="cell" data-label=${say('servers.name')} class=${trust ? '' : 'empty'}>
        ${trust ? provesName(ctx, address, trust) : html`<span class="quiet">–</span>`}
      </td>
    </tr>
    <tr class="more" role="row" id=${domId(key)} ?hidden=${!open}>
      <td role="cell" colspan="4">${open ? depths(ctx, address, facts, ctx.depths.get(key), key) : nothing}</td>
    </tr>`;
}

/** Everything about an address. The analyzer is asked for most of it when it is opened, so it is there a moment later. */
function depths(ctx: ViewContext, address: AddressSnapshot, facts: FactSnapshot[], details: AddressDetails | undefined, key: string): TemplateResult {
  // The card of the certificate has these, with the same bytes.
  const listed = facts.some((fact) => fact.code === 'x509.leaf') ? facts.filter((fact) => !ON_CARD.has(fact.code)) : facts;
  return html`<h3>${say('details.known')}</h3>
    ${proven(ctx, address)}${factList(ctx, listed, key)}
    ${details ? html`${certificates(ctx, details, key)}${exploration(ctx, details, key)}${details.probes.map(conversation)}${stepsExplained()}` : html`<p class="quiet">${say('details.putting-together')}</p>`}`;
}

function outcome(address: AddressSnapshot): TemplateResult {
  if (address.outcome !== null) {
    return html`${mark(OUTCOME_MARK[address.outcome])} <b>${say(`outcome.${address.outcome}`)}</b>`;
  }
  // Asked for, and the relay has not begun: it takes turns at each mail server, for all who ask.
  if (address.state === 'waiting' || address.steps.length === 0) {
    return html`${mark('running')} <b>${say('outcome.waiting')}</b>${address.state === 'running' ? html` <span class="quiet">${say('outcome.waiting.about')}</span>` : nothing}`;
  }
  return html`${mark('running')} <b>${say('outcome.talking')}</b>`;
}

const stepsExplained = (): TemplateResult =>
  html`<details><summary>${say('explained.steps')}</summary><dl class="facts">${REACHED.map((stage) => html`<div><dt>${say(`step.${stage}`)}</dt><dd>${say(`step.${stage}.about`)}</dd></div>`)}</dl></details>`;

/** Every step has its place from the beginning, so that nothing moves as they are reached. */
function steps(address: AddressSnapshot): TemplateResult {
  const reached = new Map(address.steps.map((step) => [step.stage, step.at_us]));
  const last = address.state === 'running' ? REACHED.filter((stage) => reached.has(stage)).pop() : undefined;
  return html`<ol class="steps" aria-label=${say('steps')}>
    ${REACHED.map((stage) => {
      const at = reached.get(stage);
      const state = at === undefined ? 'ahead' : stage === last ? 'now' : 'past';
      return html`<li class=${state} title=${say(`step.${stage}.about`)}>
        <span class="name">${say(`step.${stage}`)}</span>
        <span class="at">${at === undefined ? (address.state === 'done' ? html`<span class="sr">${say('steps.not-reached')}</span>–` : '') : duration(at)}</span>
      </li>`;
    })}
  </ol>`;
}
