// The certificates of an address: whether they prove the name at a glance; what was sent, used, missing or too much in full.

import { html, nothing, type TemplateResult } from 'lit';
import type { AddressReport, Assurance, Certificate, CertificateChain, PathStep, SentCertificate, Timestamp } from '../analyzer/report';
import { domId, type ViewContext } from './context';
import { listed, say, shown } from '../words/say';
import { told } from './told';
import { day } from './format';
import { mark, type MarkName } from './pictures';
import { badge, bytesView, toggleButton } from './proof';
import { assuranceWords } from './words';

/** The common name of an RFC 4514 line, or all of it. */
export const shortName = (name: string): string => /(?:^|,)CN=((?:\\.|[^,\\])*)/.exec(name)?.[1]?.replace(/\\(.)/g, '$1') ?? (name || say('certificate.no-name'));

const keyText = (c: Certificate): string => (c.key_curve ? `${c.key_type}, ${c.key_curve}` : say('certificate.key.bits', { type: c.key_type, bits: c.key_bits }));

const leftText = (days: number): string => (days < 0 ? say('certificate.valid.ended', { days: -days }) : say('certificate.valid.left', { days }));

function glance(state: MarkName, label: string, value: unknown, more = ''): TemplateResult {
  return html`<li>${mark(state)}<div><span class="label">${label}</span> <span class="value">${value}</span>${more ? html`<span class="fine">${more}</span>` : nothing}</div></li>`;
}

/** Trusted, had its issuer not said in an answer sent along that it was revoked. */
const isWithdrawn = (chain: CertificateChain): boolean => chain.trust?.status === 'trusted' && chain.staple?.worth === 'revoked';

/** Of a part that is known otherwise than the chain it belongs to. */
const otherwise = (ctx: ViewContext, chain: CertificateChain, assurance: Assurance): TemplateResult | typeof nothing => {
  const label = (one: Assurance): string => assuranceWords(one, ctx.report.reading).label;
  return label(assurance) === label(chain.assurance) ? nothing : badge(ctx, assurance);
};

function trustAtAGlance(ctx: ViewContext, chain: CertificateChain, c: Certificate): TemplateResult {
  if (!chain.trust) return glance('unknown', say('certificate.trusted'), say('certificate.trusted.unknown'), say('certificate.issued-by', { name: shortName(c.issuer) }));
  if (isWithdrawn(chain)) return glance('warning', say('certificate.trusted'), say('certificate.trusted.withdrawn'), told(chain.staple?.words));
  if (chain.trust.status === 'trusted')
    return glance(
      'good',
      say('certificate.trusted'),
      html`${say('certificate.trusted.yes')} ${otherwise(ctx, chain, chain.trust.assurance)}`,
      say('certificate.issued-by', { name: shortName(c.issuer) }),
    );
  return glance('warning', say('certificate.trusted'), say('certificate.trusted.no'), told(chain.trust.words));
}

function nameAtAGlance(chain: CertificateChain, names: string): TemplateResult {
  const { trust } = chain;
  if (!trust) return glance('unknown', say('certificate.name'), names);
  if (trust.name === 'none') return glance('warning', say('certificate.name'), say('certificate.name.no'), say('certificate.name.for', { names }));
  return glance('good', say('certificate.name'), say('certificate.name.matches'), trust.name === 'wildcard' ? say('certificate.name.wildcard', { name: trust.identifier }) : trust.identifier);
}

function atAGlance(ctx: ViewContext, chain: CertificateChain): TemplateResult {
  const leaf = chain.sent[0];
  const c = leaf?.certificate;
  const { trust } = chain;
  if (!leaf || !c) return html`<p>${say('certificate.unreadable')}</p>`;
  const names = listed(c.dns_names) || say('certificate.no-host');
  const over = (leaf.days_left ?? 0) < 0 || trust?.status === 'not-yet-valid';
  return html`<ul class="glance">
    ${nameAtAGlance(chain, names)}${trustAtAGlance(ctx, chain, c)}
    ${glance(over ? 'warning' : 'good', say('certificate.valid'), html`${say('certificate.valid.until', { day: day(c.not_after) })} ${trust ? otherwise(ctx, chain, trust.assurance) : nothing}`, trust?.status === 'not-yet-valid' ? say('certificate.valid.not-before', { day: day(c.not_before) }) : leftText(leaf.days_left ?? 0))}
    ${glance(leaf.weak_key || leaf.weak_signature ? 'warning' : 'good', say('certificate.key'), keyText(c), leaf.weak_key ? say('certificate.key.weak') : leaf.weak_signature && !c.self_issued ? say('certificate.signature.weak', { algorithm: c.signature_algorithm }) : '')}
  </ul>`;
}

const line = (label: string, value: unknown): TemplateResult => html`<div><dt>${label}</dt><dd>${value}</dd></div>`;
const optional = (label: string, value: string | undefined): TemplateResult | typeof nothing => (value ? line(label, value) : nothing);

function timestamps(all: Timestamp[], where: 'in-certificate' | 'in-handshake'): TemplateResult {
  return html`${say(`certificate.logs.${where}`, { n: all.length })}
    <ul class="logs">
      ${all.map((one) => html`<li>${day(one.unix_ms / 1000)} <code class="wrap">${one.log}</code></li>`)}
    </ul>`;
}

function everything(sent: SentCertificate, c: Certificate): TemplateResult {
  const validation = sent.validation ? say(`certificate.holder.${sent.validation}`) : '';
  const span = say('certificate.valid.span', { from: day(c.not_before), to: day(c.not_after) });
  const left = say('certificate.valid.in-all', { left: leftText(sent.days_left ?? 0), days: Math.round((c.not_after - c.not_before) / 86400) });
  return html`<details>
    <summary>${say('certificate.all')}<span class="sr">: ${shortName(c.subject)}</span></summary>
    <dl class="facts">
      ${line(say('certificate.subject'), c.subject || say('certificate.subject.empty'))} ${line(say('certificate.issuer'), c.issuer)} ${optional(say('certificate.hosts'), listed(c.dns_names))}
      ${c.ip_addresses.length > 0 ? line(say('certificate.ips'), html`${listed(c.ip_addresses)}<span class="fine">${say('certificate.ips.about')}</span>`) : nothing}
      ${line(say('certificate.valid'), html`${span} <span class="fine">${left}</span>`)}
      ${line(say('certificate.key'), html`${keyText(c)}${sent.weak_key ? html` ${mark('warning')} ${say('certificate.weak')}` : nothing}`)}
      ${line(say('certificate.signature'), html`${c.signature_algorithm}${sent.weak_signature && !c.self_issued ? html` ${mark('warning')} ${say('certificate.weak')}` : nothing}`)}
      ${optional(say('certificate.holder'), validation)} ${line(say('certificate.is-ca'), say(sent.is_ca ? 'support.yes' : 'support.no'))}
      ${sent.timestamps?.length ? line(say('certificate.logs'), timestamps(sent.timestamps, 'in-certificate')) : nothing}
      ${sent.must_staple ? line(say('certificate.must-staple'), say('certificate.must-staple.yes')) : nothing}
      ${optional(say('certificate.ocsp'), sent.ocsp_url)} ${optional(say('certificate.crl'), sent.crl_url)} ${optional(say('certificate.issuer-url'), sent.issuer_url)}
      ${optional(say('certificate.parts-unreadable'), listed(sent.unreadable ?? []))}
      ${line(say('certificate.sha256'), html`<code class="wrap">${c.sha256}</code>`)} ${line(say('certificate.key-sha256'), html`<code class="wrap">${c.spki_sha256}</code>`)} ${line(say('certificate.serial'), html`<code class="wrap">${c.serial}</code>`)}
    </dl>
  </details>`;
}

function item(sent: SentCertificate, place: number): TemplateResult {
  const c = sent.certificate;
  const sentAs = say('certificate.place', { place: place + 1 });
  const fine = sent.use === 'path' || sent.use === 'unknown';
  return html`<li class=${fine ? 'used' : 'unused'}>
    <p><b>${c ? shortName(c.subject) : say('certificate.item.unreadable')}</b> <span class="quiet">${say(`certificate.role.${sent.role}`)}</span></p>
    <p class="fine">${sent.use === 'unknown' ? sentAs : say('certificate.place-and-use', { place: sentAs, use: say(`certificate.use.${sent.use}`) })}</p>
    ${c ? everything(sent, c) : nothing}
  </li>`;
}

function step(chain: CertificateChain, one: PathStep): TemplateResult {
  const sent = one.sent === null ? undefined : chain.sent[one.sent];
  if (sent && one.sent !== null) return item(sent, one.sent);
  return html`<li class="own">
    <p><b>${shortName(one.subject)}</b> <span class="quiet">${say('certificate.role.root')}</span></p>
    <p class="fine">${shown('certificate.own-root', { hash: one.sha256 })}</p>
  </li>`;
}

function links(chain: CertificateChain): TemplateResult {
  const rest = chain.sent.map((sent, place) => ({ sent, place })).filter(({ place }) => !chain.path.some((one) => one.sent === place));
  return html`
    <h5>${say('certificate.chain')}</h5>
    <ol class="chain">
      ${chain.path.length > 0 ? chain.path.map((one) => step(chain, one)) : nothing}
      ${
        chain.missing
          ? html`<li class="missing">
            <p>${mark('warning')} <b>${shortName(chain.missing.name)}</b> <span class="quiet">${say('certificate.missing')}</span></p>
            <p class="fine">${say('certificate.missing.about')} ${chain.missing.url ? shown('certificate.missing.url', { url: chain.missing.url }) : nothing}</p>
          </li>`
          : nothing
      }
    </ol>
    ${
      rest.length > 0
        ? html`<h5>${say(chain.path.length > 0 ? 'certificate.also-sent' : 'certificate.others-sent')}</h5>
          <ul class="chain">${rest.map(({ sent, place }) => item(sent, place))}</ul>`
        : nothing
    }
    ${chain.in_order ? nothing : html`<p>${mark('warning')} ${say('certificate.order')}</p>`}`;
}

function staple(chain: CertificateChain): TemplateResult | string {
  if (chain.stapled === null) return say('certificate.staple.not-asked');
  const promised = chain.sent[0]?.must_staple ?? false;
  if (!chain.stapled) return promised ? html`${mark('warning')} ${say('certificate.staple.promised')}` : say('certificate.staple.no');
  if (!chain.staple) return say('certificate.staple.yes');
  const { worth, words } = chain.staple;
  const says = say('certificate.staple.says', { what: told(words) });
  return worth === 'good' || worth === 'unknown' ? says : html`${mark('warning')} ${says}`;
}

function holdsKey(chain: CertificateChain): string {
  if (!chain.key_proven) return say('certificate.holds.not-shown');
  return say(chain.key_assurance === 'verified' ? 'certificate.holds.signed' : 'certificate.holds.yes');
}

function along(ctx: ViewContext, chain: CertificateChain): TemplateResult {
  const came = otherwise(ctx, chain, chain.along_assurance);
  return html`<dl class="facts">
    ${line(say('certificate.staple'), html`${staple(chain)} ${chain.stapled ? came : nothing}`)} ${chain.timestamps.length > 0 ? line(say('certificate.logs'), html`${timestamps(chain.timestamps, 'in-handshake')} ${came}`) : nothing}
    ${line(say('certificate.holds'), html`${holdsKey(chain)} ${otherwise(ctx, chain, chain.key_assurance)}`)}
  </dl>`;
}

function title(chain: CertificateChain): string {
  const kind = chain.sent[0]?.certificate?.key_type;
  return say('certificate.title', { which: chain.headline ? 'headline' : 'other', kind: kind || 'none', named: chain.with_server_name ? 'yes' : 'no' });
}

function one(ctx: ViewContext, chain: CertificateChain, key: string): TemplateResult {
  const open = ctx.open.has(key);
  const bytes = `${key}-bytes`;
  return html`<section class="certificate">
    <h4>${title(chain)} ${badge(ctx, chain.assurance)}</h4>
    ${atAGlance(ctx, chain)}
    <p class="foot">
      ${toggleButton(ctx, key, say('certificate.chain.show'), say('certificate.chain.hide'), title(chain))} ${chain.evidence.length > 0 ? toggleButton(ctx, bytes, say('bytes.show'), say('bytes.hide'), title(chain), chain.evidence) : nothing}
      <span class="quiet">${say('certificate.sent', { n: chain.sent.length })}</span>
    </p>
    <div id=${domId(bytes)} ?hidden=${!ctx.open.has(bytes)}>${ctx.open.has(bytes) ? chain.evidence.map((at) => bytesView(ctx, at)) : nothing}</div>
    <div id=${domId(key)} ?hidden=${!open}>${open ? html`${links(chain)}${along(ctx, chain)}` : nothing}</div>
  </section>`;
}

/** All chains of an address, for its details. */
export function certificates(ctx: ViewContext, address: Pick<AddressReport, 'certificates'>, prefix: string): TemplateResult | typeof nothing {
  if (address.certificates.length === 0) return nothing;
  return html`<h3>${say('certificates', { n: address.certificates.length })}</h3>
    ${address.certificates.map((chain, i) => one(ctx, chain, `${prefix}-certificate-${i}`))}`;
}
