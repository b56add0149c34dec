// The chain of signatures from a trust anchor down to an answer from DNS, link by link, each with its bytes. It comes when somebody opens it.

import { html, nothing, type TemplateResult } from 'lit';
import type { SignatureChain, SignatureDenial, SignatureKey, SignatureLink, SignatureSet } from '../analyzer/report';
import type { ViewContext } from '../view/context';
import { day } from '../view/format';
import { mark } from '../view/pictures';
import { bytesView, provenRow } from '../view/proof';
import { say } from '../words/say';
import names from './names.json';

/** By IANA's numbers: "DNS Security Algorithm Numbers", "Digest Algorithms". */
const ALGORITHMS: Record<number, string> = names.algorithms;
const DIGESTS: Record<number, string> = names.digests;

const zoneName = (zone: string): string => (zone === '.' ? say('chain.root') : zone);

function keyText({ tag, algorithm, bits }: SignatureKey): string {
  const name = ALGORITHMS[algorithm] ?? String(algorithm);
  return bits > 0 ? say('chain.key.rsa', { tag: String(tag), algorithm: name, bits: String(bits) }) : say('chain.key', { tag: String(tag), algorithm: name });
}

function link(ctx: ViewContext, prefix: string, { zone, digest, key, until, evidence }: SignatureLink): TemplateResult {
  const by = digest !== null ? say('chain.named', { digest: DIGESTS[digest] ?? String(digest) }) : say(ctx.report.routing.name_source === 'mx-given' ? 'chain.given' : 'chain.anchor');
  return provenRow(ctx, `${prefix}-link-${zone}`, zoneName(zone), html`${keyText(key)} <span class="fine">${by} ${say('chain.until', { day: day(until) })}</span>`, evidence, zoneName(zone));
}

function set(ctx: ViewContext, prefix: string, one: SignatureSet, index: number): TemplateResult {
  const what = say('chain.set', { rr: one.rr, name: zoneName(one.name) });
  const made = one.wildcard ? html` ${say('chain.wildcard', { name: one.wildcard })}` : nothing;
  return provenRow(
    ctx,
    `${prefix}-set-${index}`,
    what,
    html`${keyText(one.key)} <span class="fine">${say('chain.signed-by', { zone: zoneName(one.zone) })} ${say('chain.until', { day: day(one.until) })}${made}</span>`,
    one.evidence,
    what,
  );
}

function denial(ctx: ViewContext, prefix: string, one: SignatureDenial, index: number): TemplateResult {
  const what = say(`chain.denied.${one.what}`, { name: zoneName(one.name), rr: one.rr });
  return provenRow(
    ctx,
    `${prefix}-denial-${index}`,
    one.hashed ? 'NSEC3' : 'NSEC',
    html`${what}${one.opt_out ? html` <span class="fine">${say('chain.opt-out')}</span>` : nothing}`,
    one.evidence,
    what,
  );
}

function end({ state, why, where }: SignatureChain): string {
  if (state === 'secure' || why === '') return say('chain.secure');
  return say(`chain.${state}.${why}` as 'chain.bogus.no-entry', { where: where === '.' ? say('chain.root') : where });
}

export function chain(ctx: ViewContext, lookup: number, prefix: string): TemplateResult {
  const told = ctx.ask({ what: 'chain', lookup });
  if (!told) return html`<p class="quiet">${say(told === undefined ? 'details.putting-together' : 'chain.none')}</p>`;
  return html`<p class="outcome">${mark(told.state === 'secure' ? 'good' : told.state === 'bogus' ? 'bad' : 'info')} <span>${end(told)}</span></p>
    <dl class="facts chain">
      ${told.links.map((one) => link(ctx, prefix, one))} ${told.sets.filter(({ rr }) => rr !== 'NSEC' && rr !== 'NSEC3').map((one, i) => set(ctx, prefix, one, i))} ${told.denials.map((one, i) => denial(ctx, prefix, one, i))}
    </dl>
    ${told.at ? bytesView(ctx, told.at) : nothing}`;
}
