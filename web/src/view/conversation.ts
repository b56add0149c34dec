// One connection, line by line: what was said in the clear, then the TLS messages.

import { html, nothing, type TemplateResult } from 'lit';
import type { DialogueLine, InsideTls, ProbeReport, TlsMessage } from '../analyzer/report';
import { say } from '../words/say';
import { told } from './told';
import { duration } from './format';
import { lock } from './pictures';

const ENDS = ['done', 'peer-closed', 'peer-reset', 'connect-refused', 'unreachable', 'no-route', 'timeout', 'limit-reached', 'not-smtp', 'cancelled', 'refused', 'relay-lost', 'relay-broken'] as const;

function endWords(end: string | null): string {
  if (end === null) return say('conversation.end.going-on');
  const known = ENDS.find((one) => one === end);
  return known ? say(`conversation.end.${known}`) : end;
}

export function conversation(probe: ProbeReport): TemplateResult {
  // No white space before the first words: Firefox shows it, beside the marker.
  return html`<details class="conversation" open>
    <summary><span>${probe.purpose.phrase !== 'topic.headline' ? say('conversation.of', { purpose: told(probe.purpose) }) : say('conversation')}</span>
      <span class="quiet">${summary(probe)}</span>
    </summary>
    ${probe.dialogue.length > 0 ? html`<ol class="dialogue" aria-label=${say('conversation.dialogue')}>${probe.dialogue.map(line)}</ol>` : html`<p class="quiet">${say('conversation.nothing')}</p>`}
    ${
      probe.tls.length > 0
        ? html`<h4>${say('conversation.tls')}</h4>
          <ol class="tls" aria-label=${say('conversation.tls')}>
            ${probe.tls.map(message)}
          </ol>`
        : nothing
    }
    ${probe.inside ? inside(probe.inside) : nothing}
    ${probe.why ? html`<p class="quiet">${told(probe.why)}</p>` : nothing}
  </details>`;
}

function inside({ state, lines }: InsideTls): TemplateResult {
  return html`<h4>${say('conversation.inside')}</h4>
    <p class="quiet">${say(`conversation.inside.${state}`)}</p>
    ${lines.length > 0 ? html`<ol class="dialogue" aria-label=${say('conversation.inside.dialogue')}>${lines.map(line)}</ol>` : nothing}`;
}

export function summary(probe: Pick<ProbeReport, 'bytes_in' | 'bytes_out' | 'end'>): string {
  return say('conversation.bytes', { read: probe.bytes_in, sent: probe.bytes_out, end: endWords(probe.end) });
}

export function line(said: DialogueLine): TemplateResult {
  return html`<li class=${said.from}>
    <span class="at">${duration(said.at_us)}</span><span class="who">${say(said.from === 'server' ? 'conversation.server' : 'conversation.relay')}</span><code>${said.text}</code>
  </li>`;
}

export function message(m: TlsMessage): TemplateResult {
  const head = html`<span class="who">${say(m.from === 'server' ? 'conversation.server' : 'conversation.check')}</span>
    <span class="what"><b>${told(m.name)}</b>${m.encrypted ? html` <span class="enc" title=${say('conversation.encrypted.about')}>${lock()}<span class="sr">${say('conversation.encrypted.about')}</span></span>` : nothing} ${told(m.summary)}</span>`;
  if (m.details.length === 0) return html`<li class=${m.from}><div class="plain">${head}</div></li>`;
  return html`<li class=${m.from}>
    <details>
      <summary>${head}</summary>
      <dl>
        ${m.details.map(([label, text]) => html`<div><dt>${told(label)}</dt><dd>${told(text)}</dd></div>`)}
      </dl>
    </details>
  </li>`;
}
