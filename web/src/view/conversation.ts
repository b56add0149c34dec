// One connection, line by line: what was said in the clear, then the TLS messages.

import { html, nothing, type TemplateResult } from 'lit';
import type { DialogueLine, InsideTls, ProbeReport, TlsMessage } from '../analyzer/report';
import { duration } from './format';
import { lock } from './pictures';

const END: Record<string, string> = {
  done: 'ended politely',
  'peer-closed': 'the server closed the connection',
  'peer-reset': 'the server reset the connection',
  'connect-refused': 'the connection was refused',
  unreachable: 'the address could not be reached',
  'no-route': 'the relay’s network has no way to the address',
  timeout: 'time ran out',
  'limit-reached': 'a limit of the relay was reached',
  'not-smtp': 'the answer was not SMTP',
  cancelled: 'stopped',
  refused: 'the relay would not connect',
  'relay-lost': 'the connection to the relay was lost',
  'relay-broken': 'the relay broke the rules of its protocol',
};

const INSIDE: Record<InsideTls['state'], string> = {
  awaited: 'EHLO is said; no whole answer has come.',
  answered: 'The answer to a second EHLO, which travelled encrypted:',
  unreadable: 'The answer to a second EHLO is no SMTP reply:',
  left: 'The server left before it answered a second EHLO.',
  refused: 'The relay would not say EHLO there.',
};

export function conversation(probe: ProbeReport): TemplateResult {
  return html`<details class="conversation" open>
    <summary>
      <span>The conversation${probe.purpose && probe.purpose !== 'headline' ? ` (${probe.purpose})` : ''}</span>
      <span class="quiet">${summary(probe)}</span>
    </summary>
    ${probe.dialogue.length > 0 ? html`<ol class="dialogue" aria-label="SMTP dialogue">${probe.dialogue.map(line)}</ol>` : html`<p class="quiet">Nothing was said.</p>`}
    ${probe.tls.length > 0
      ? html`<h4>TLS messages</h4>
          <ol class="tls" aria-label="TLS messages">
            ${probe.tls.map(message)}
          </ol>`
      : nothing}
    ${probe.inside ? inside(probe.inside) : nothing}
    ${probe.why ? html`<p class="quiet">${probe.why}</p>` : nothing}
  </details>`;
}

function inside({ state, lines }: InsideTls): TemplateResult {
  return html`<h4>Inside TLS</h4>
    <p class="quiet">${INSIDE[state]}</p>
    ${lines.length > 0 ? html`<ol class="dialogue" aria-label="SMTP inside TLS">${lines.map(line)}</ol>` : nothing}`;
}

function summary(probe: ProbeReport): string {
  const end = probe.end === null ? 'going on' : (END[probe.end] ?? probe.end);
  return `${probe.bytes_in} bytes read, ${probe.bytes_out} sent · ${end}`;
}

function line(said: DialogueLine): TemplateResult {
  return html`<li class=${said.from}>
    <span class="at">${duration(said.at_us)}</span><span class="who">${said.from === 'server' ? 'server' : 'relay'}</span><code>${said.text}</code>
  </li>`;
}

function message(m: TlsMessage): TemplateResult {
  const head = html`<span class="who">${m.from === 'server' ? 'server' : 'check'}</span>
    <span class="what"><b>${m.name}</b>${m.encrypted ? html` <span class="enc" title="Travelled encrypted; decrypted in this browser">${lock()}<span class="sr">encrypted</span></span>` : nothing} ${m.summary}</span>`;
  if (m.details.length === 0) return html`<li class=${m.from}><div class="plain">${head}</div></li>`;
  return html`<li class=${m.from}>
    <details>
      <summary>${head}</summary>
      <dl>
        ${m.details.map(([label, text]) => html`<div><dt>${label}</dt><dd>${text}</dd></div>`)}
      </dl>
    </details>
  </li>`;
}
