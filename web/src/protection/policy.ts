// The connection to the host of the domain's MTA-STS policy: where it led, what proved the host, what was asked and answered, and what was read in it.

import { html, nothing, type TemplateResult } from 'lit';
import type { PolicyConnection, PolicyHost } from '../analyzer/report';
import type { ViewContext } from '../view/context';
import { line, message, summary } from '../view/conversation';
import { day } from '../view/format';
import { mark, type MarkName } from '../view/pictures';
import { badge, provenRow } from '../view/proof';
import { told } from '../view/told';
import { listed, say } from '../words/say';

const STATE_MARK: Record<PolicyHost['state'], MarkName> = { enforce: 'good', testing: 'warning', none: 'info', unreachable: 'bad', unknown: 'unknown' };
const DAY = 86_400;

function judged({ state, missing, flaw, mx, max_age: age }: PolicyHost): string {
  if (state === 'enforce' || state === 'testing') return say(`policy.${state}`, { hosts: listed(mx), days: Math.floor((age ?? 0) / DAY) });
  if (state !== 'unreachable' || !missing) return say(state === 'none' ? 'policy.none' : 'policy.unknown');
  return missing === 'invalid' ? say('finding.sts-policy-invalid.text', { rule: flaw?.rule ?? '', source: flaw?.source ?? '' }) : say(`why.policy-${missing}`);
}

function certificate(ctx: ViewContext, { id, certificate: chain }: PolicyConnection): TemplateResult | typeof nothing {
  if (!chain) return nothing;
  const leaf = chain.sent[0]?.certificate;
  const value = html`${leaf ? say('said.certificate', { names: listed(leaf.dns_names), from: day(leaf.not_before), to: day(leaf.not_after), issuer: leaf.issuer }) : nothing}
    ${chain.trust ? html`<span class="fine">${told(chain.trust.words)} ${say(chain.trust.name === 'none' ? 'policy.name.other' : 'policy.name')}</span>` : nothing} ${badge(ctx, chain.assurance)}`;
  return provenRow(ctx, `policy-${id}-certificate`, say('policy.certificate'), value, chain.evidence);
}

function connection(ctx: ViewContext, host: string, one: PolicyConnection): TemplateResult {
  const { id, address, port, tls, request, answer } = one;
  return html`<dl class="facts">
      ${provenRow(ctx, `policy-${id}-where`, say('policy.where'), html`<bdi>${host}</bdi>, <bdi>${address}</bdi> <span class="fine">${say('policy.port', { port: String(port) })} ${summary(one)}</span>`, [])}
      ${certificate(ctx, one)}
      ${request.length === 0 ? nothing : provenRow(ctx, `policy-${id}-request`, say('policy.request'), html`${request.map((one) => html`<code class="wrap" dir="ltr">${one}</code><br />`)}<span class="fine">${say('policy.request.about')}</span>`, [])}
    </dl>
    ${one.why ? html`<p class="quiet">${told(one.why)}</p>` : nothing}
    ${
      tls.length > 0
        ? html`<details class="conversation">
          <summary>${say('conversation.tls')}</summary>
          <ol class="tls" aria-label=${say('conversation.tls')}>
            ${tls.map(message)}
          </ol>
        </details>`
        : nothing
    }
    ${
      answer
        ? html`<h4>${say('policy.answer')}</h4>
          ${answer.lines.length > 0 ? html`<ol class="dialogue" aria-label=${say('policy.answer')}>${answer.lines.map(line)}</ol>` : html`<p class="quiet">${say('conversation.nothing')}</p>`}
          <dl class="facts">${provenRow(ctx, `policy-${id}-answer`, say('policy.records'), say('policy.records.about'), [answer.evidence])}</dl>`
        : nothing
    }`;
}

/** Nothing where the domain announces no policy. */
export function policyHost(ctx: ViewContext): TemplateResult | typeof nothing {
  const policy = ctx.ask({ what: 'policy' });
  if (!policy) return nothing;
  return html`<h3>${say('policy.heading')}</h3>
    <p class="quiet">${say('policy.about')}</p>
    <p class="outcome">${mark(STATE_MARK[policy.state])} <span>${judged(policy)}</span></p>
    ${policy.connections.map((one) => connection(ctx, policy.host, one))}`;
}
