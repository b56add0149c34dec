// The certificates of an address: whether they prove the name at a glance; what was sent, used, missing or too much in full.

import { html, nothing, type TemplateResult } from 'lit';
import type { AddressReport, Assurance, Certificate, CertificateChain, PathStep, SentCertificate, Timestamp } from '../analyzer/report';
import { domId, type ViewContext } from './context';
import { count, day } from './format';
import { mark, type MarkName } from './pictures';
import { badge, bytesView, toggleButton } from './proof';
import { assuranceWords } from './words';

const USE: Record<SentCertificate['use'], string> = {
  unknown: '',
  path: 'part of the chain',
  root: 'not needed, since senders have the trusted root already',
  'cross-signed': 'a second certificate for a key of the chain; older senders may need it',
  duplicate: 'a second time',
  extra: 'plays no part in proving the name',
};
const ROLE: Record<SentCertificate['role'], string> = { leaf: 'the server’s own', intermediate: 'intermediate', root: 'root' };
const VALIDATION: Record<string, string> = { DV: 'domain validated', OV: 'organisation validated', IV: 'individual validated', EV: 'extended validation' };

/** The common name of an RFC 4514 line, or all of it. */
export const shortName = (name: string): string => /(?:^|,)CN=((?:\\.|[^,\\])*)/.exec(name)?.[1]?.replace(/\\(.)/g, '$1') ?? (name || 'no name');

const keyText = (c: Certificate): string => `${c.key_type}, ${c.key_curve || `${c.key_bits} bits`}`;

function leftText(days: number): string {
  if (days < 0) return `ended ${count(-days, 'day')} ago`;
  return days === 0 ? 'ends today' : `${count(days, 'day')} left`;
}

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
  if (!chain.trust) return glance('unknown', 'Trusted', 'not known yet', `Issued by ${shortName(c.issuer)}`);
  if (isWithdrawn(chain)) return glance('warning', 'Trusted', 'withdrawn', chain.staple?.words);
  if (chain.trust.status === 'trusted') return glance('good', 'Trusted', html`yes ${otherwise(ctx, chain, chain.trust.assurance)}`, `Issued by ${shortName(c.issuer)}`);
  return glance('warning', 'Trusted', 'no', chain.trust.words);
}

function nameAtAGlance(chain: CertificateChain, names: string): TemplateResult {
  const { trust } = chain;
  if (!trust) return glance('unknown', 'Name', names);
  if (trust.name === 'none') return glance('warning', 'Name', 'does not match', `It is for ${names}`);
  return glance('good', 'Name', 'matches', `${trust.identifier}${trust.name === 'wildcard' ? ', a wildcard' : ''}`);
}

function atAGlance(ctx: ViewContext, chain: CertificateChain): TemplateResult {
  const leaf = chain.sent[0];
  const c = leaf?.certificate;
  const { trust } = chain;
  if (!leaf || !c) return html`<p>The server’s certificate cannot be read.</p>`;
  const names = c.dns_names.join(', ') || 'no host name at all';
  const over = (leaf.days_left ?? 0) < 0 || trust?.status === 'not-yet-valid';
  return html`<ul class="glance">
    ${nameAtAGlance(chain, names)}${trustAtAGlance(ctx, chain, c)}
    ${glance(over ? 'warning' : 'good', 'Valid', html`until ${day(c.not_after)} ${trust ? otherwise(ctx, chain, trust.assurance) : nothing}`, trust?.status === 'not-yet-valid' ? `not before ${day(c.not_before)}` : leftText(leaf.days_left ?? 0))}
    ${glance(leaf.weak_key || leaf.weak_signature ? 'warning' : 'good', 'Key', keyText(c), leaf.weak_key ? 'too weak' : leaf.weak_signature && !c.self_issued ? `weak signature: ${c.signature_algorithm}` : '')}
  </ul>`;
}

const line = (label: string, value: unknown): TemplateResult => html`<div><dt>${label}</dt><dd>${value}</dd></div>`;
const optional = (label: string, value: string | undefined): TemplateResult | typeof nothing => (value ? line(label, value) : nothing);

function timestamps(all: Timestamp[], how: string): TemplateResult {
  return html`${count(all.length, 'timestamp')} by logs of Certificate Transparency, ${how}. The logs’ signatures are not checked here.
    <ul class="logs">
      ${all.map((one) => html`<li>${day(one.unix_ms / 1000)} <code class="wrap">${one.log}</code></li>`)}
    </ul>`;
}

function everything(sent: SentCertificate, c: Certificate): TemplateResult {
  const validation = sent.validation ? `${VALIDATION[sent.validation]} (${sent.validation})` : '';
  return html`<details>
    <summary>All of it<span class="sr">: ${shortName(c.subject)}</span></summary>
    <dl class="facts">
      ${line('Subject', c.subject || 'empty')} ${line('Issuer', c.issuer)} ${optional('Host names', c.dns_names.join(', '))}
      ${c.ip_addresses.length > 0 ? line('IP addresses', html`${c.ip_addresses.join(', ')}<span class="fine">These do not count for a host name (RFC 9525).</span>`) : nothing}
      ${line('Valid', html`${day(c.not_before)} to ${day(c.not_after)} <span class="fine">${leftText(sent.days_left ?? 0)}; ${count(Math.round((c.not_after - c.not_before) / 86400), 'day')} in all</span>`)}
      ${line('Key', html`${keyText(c)}${sent.weak_key ? html` ${mark('warning')} weak` : nothing}`)}
      ${line('Signature', html`${c.signature_algorithm}${sent.weak_signature && !c.self_issued ? html` ${mark('warning')} weak` : nothing}`)}
      ${optional('Its holder', validation)} ${line('May issue certificates', sent.is_ca ? 'yes' : 'no')}
      ${sent.timestamps?.length ? line('Public logs', timestamps(sent.timestamps, 'in the certificate')) : nothing}
      ${sent.must_staple ? line('Must staple', 'yes: the server has to send a current OCSP answer along (RFC 7633)') : nothing}
      ${optional('Status (OCSP)', sent.ocsp_url)} ${optional('Revocation list', sent.crl_url)} ${optional('Issuer’s certificate', sent.issuer_url)}
      ${optional('Cannot be read', sent.unreadable?.join(', '))}
      ${line('SHA-256', html`<code class="wrap">${c.sha256}</code>`)} ${line('SHA-256 of the key', html`<code class="wrap">${c.spki_sha256}</code>`)} ${line('Serial number', html`<code class="wrap">${c.serial}</code>`)}
    </dl>
  </details>`;
}

const ordinal = (place: number): string => ['first', 'second', 'third'][place] ?? `${place + 1}th`;

function item(sent: SentCertificate, place: number): TemplateResult {
  const c = sent.certificate;
  const fine = sent.use === 'path' || sent.use === 'unknown';
  return html`<li class=${fine ? 'used' : 'unused'}>
    <p><b>${c ? shortName(c.subject) : 'Unreadable'}</b> <span class="quiet">${ROLE[sent.role]}</span></p>
    <p class="fine">Sent ${ordinal(place)}${USE[sent.use] ? html`: ${USE[sent.use]}` : nothing}</p>
    ${c ? everything(sent, c) : nothing}
  </li>`;
}

function step(chain: CertificateChain, one: PathStep): TemplateResult {
  const sent = one.sent === null ? undefined : chain.sent[one.sent];
  if (sent && one.sent !== null) return item(sent, one.sent);
  return html`<li class="own">
    <p><b>${shortName(one.subject)}</b> <span class="quiet">root</span></p>
    <p class="fine">Not sent, and need not be: it is among the trusted roots. SHA-256 <code class="wrap">${one.sha256}</code></p>
  </li>`;
}

function links(chain: CertificateChain): TemplateResult {
  const rest = chain.sent.map((sent, place) => ({ sent, place })).filter(({ place }) => !chain.path.some((one) => one.sent === place));
  return html`
    <h5>From the server to the root</h5>
    <ol class="chain">
      ${chain.path.length > 0 ? chain.path.map((one) => step(chain, one)) : nothing}
      ${chain.missing
        ? html`<li class="missing">
            <p>${mark('warning')} <b>${shortName(chain.missing.name)}</b> <span class="quiet">missing</span></p>
            <p class="fine">The server does not send this issuer’s certificate, and it is not among the trusted roots.${chain.missing.url ? html` It is said to be at <code class="wrap">${chain.missing.url}</code>` : nothing}</p>
          </li>`
        : nothing}
    </ol>
    ${rest.length > 0
      ? html`<h5>${chain.path.length > 0 ? 'Also sent' : 'Sent'}</h5>
          <ul class="chain">${rest.map(({ sent, place }) => item(sent, place))}</ul>`
      : nothing}
    ${chain.in_order ? nothing : html`<p>${mark('warning')} They were sent in another order than the chain’s. Some senders do not manage that.</p>`}`;
}

function staple(chain: CertificateChain): TemplateResult | string {
  if (chain.stapled === null) return 'not asked for in these connections';
  const promised = chain.sent[0]?.must_staple ?? false;
  if (!chain.stapled) return promised ? html`${mark('warning')} no, although the certificate promises it` : 'no';
  if (!chain.staple) return 'yes';
  const { worth, words } = chain.staple;
  return worth === 'good' || worth === 'unknown' ? `yes: ${words}` : html`${mark('warning')} yes: ${words}`;
}

function holdsKey(chain: CertificateChain): string {
  if (!chain.key_proven) return 'not shown in these connections';
  return chain.key_assurance === 'verified' ? 'yes: shown by a signature on data of this check' : 'yes';
}

function along(ctx: ViewContext, chain: CertificateChain): TemplateResult {
  const came = otherwise(ctx, chain, chain.along_assurance);
  return html`<dl class="facts">
    ${line('OCSP answer sent along', html`${staple(chain)} ${chain.stapled ? came : nothing}`)} ${chain.timestamps.length > 0 ? line('Public logs', html`${timestamps(chain.timestamps, 'in the handshake')} ${came}`) : nothing}
    ${line('Whoever answered holds the key', html`${holdsKey(chain)} ${otherwise(ctx, chain, chain.key_assurance)}`)}
  </dl>`;
}

function title(chain: CertificateChain): string {
  const kind = chain.sent[0]?.certificate?.key_type;
  const name = chain.headline ? 'Certificate' : 'Another certificate';
  return `${name}${kind ? ` (${kind})` : ''}${chain.with_server_name ? '' : ', shown to senders that do not name the server'}`;
}

function one(ctx: ViewContext, chain: CertificateChain, key: string): TemplateResult {
  const open = ctx.open.has(key);
  const bytes = `${key}-bytes`;
  return html`<section class="certificate">
    <h4>${title(chain)} ${badge(ctx, chain.assurance)}</h4>
    ${atAGlance(ctx, chain)}
    <p class="foot">
      ${toggleButton(ctx, key, 'Whole chain', 'Hide chain', title(chain))} ${chain.evidence.length > 0 ? toggleButton(ctx, bytes, 'Bytes', 'Hide bytes', title(chain), chain.evidence) : nothing}
      <span class="quiet">${count(chain.sent.length, 'certificate')} sent</span>
    </p>
    <div id=${domId(bytes)} ?hidden=${!ctx.open.has(bytes)}>${ctx.open.has(bytes) ? chain.evidence.map((at) => bytesView(ctx, at)) : nothing}</div>
    <div id=${domId(key)} ?hidden=${!open}>${open ? html`${links(chain)}${along(ctx, chain)}` : nothing}</div>
  </section>`;
}

/** All chains of an address, for its details. */
export function certificates(ctx: ViewContext, address: Pick<AddressReport, 'certificates'>, prefix: string): TemplateResult | typeof nothing {
  if (address.certificates.length === 0) return nothing;
  return html`<h3>${address.certificates.length === 1 ? 'Its certificate' : 'Its certificates'}</h3>
    ${address.certificates.map((chain, i) => one(ctx, chain, `${prefix}-certificate-${i}`))}`;
}
