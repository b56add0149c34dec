// The answer in one sentence, and the two axes behind it.

import { html, nothing, type TemplateResult } from 'lit';
import type { AxisState, Severity } from '../analyzer/report';
import type { Snapshot } from '../analyzer/snapshot';
import { count, date, duration } from './format';
import { mark, picture, type MarkName, type Scene } from './pictures';
import { AXIS, SEVERITY, splitSentence } from './words';

const AXIS_MARK: Record<AxisState, MarkName> = { protected: 'good', partly: 'warning', exposed: 'bad', unknown: 'unknown' };

export const settled = (report: Snapshot): boolean => report.complete || report.headline_us !== null;

/** A result about which there is nothing to encrypt, or to tell: no axes then. */
export const hasAxes = (report: Snapshot): boolean => !['no-domain', 'null-mx', 'no-mail', 'session-failed', 'dns-failed'].includes(report.verdict.because);

/** A domain that says it takes no mail is no open question. */
export function sceneOf(report: Snapshot): Scene {
  if (!settled(report)) return 'checking';
  return report.verdict.because === 'null-mx' ? 'takes-none' : report.verdict.word;
}

export function answer(report: Snapshot, shown: string, compact: boolean): TemplateResult {
  const done = settled(report);
  const { word, rest } = done ? splitSentence(report.verdict) : { word: '', rest: '' };
  const state = done ? report.verdict.word : 'checking';
  return html`<section class="answer ${state}" aria-labelledby="answer" aria-busy=${!done}>
    <div class="verdict">
      ${picture(sceneOf(report))}
      <div class="words">
        <p class="domain">${shown}${shown !== report.domain ? html` <span class="ascii">${report.domain}</span>` : nothing}</p>
        <h2 id="answer" tabindex="-1">
          ${done ? html`${word ? html`<span class="word">${word}.</span> ` : nothing}<span class="sentence">${rest}</span>` : html`<span class="sentence">${waitingFor(report)} …</span>`}
        </h2>
        <p class="meta">${meta(report)}</p>
      </div>
    </div>
    ${hasAxes(report) || !done
      ? html`<div class="axes">
          ${axis('Against someone who only listens', 'A passive eavesdropper on the way', done ? report.axes.passive : null)}
          ${axis('Against someone who interferes', 'An active attacker who can change what travels', done ? report.axes.active : null)}
        </div>`
      : nothing}
    ${done ? tally(report, compact) : nothing}
  </section>`;
}

function axis(title: string, about: string, axisReport: Snapshot['axes']['passive'] | null): TemplateResult {
  return html`<div class="axis ${axisReport?.state ?? 'pending'}">
    <h3>${title}<span class="about">${about}</span></h3>
    <p class="state">${axisReport ? html`${mark(AXIS_MARK[axisReport.state])} <span>${AXIS[axisReport.state]}</span>` : html`${mark('running')} <span>…</span>`}</p>
    <p>${axisReport?.sentence ?? ''}</p>
  </div>`;
}

function waitingFor(report: Snapshot): string {
  if (report.servers.length === 0) return 'Looking for its mail servers';
  return report.servers.length === 1 ? 'Talking to its mail server' : 'Talking to its mail servers';
}

function meta(report: Snapshot): string {
  if (!settled(report)) return report.routing.sentence;
  const parts = [
    report.headline_us !== null ? `Answered in ${duration(report.headline_us)}` : '',
    count(report.usage.connections, 'connection'),
    count(report.usage.lookups, 'DNS lookup'),
    report.reading === 'opened' ? `${date(report.started_unix_ms)}, says the file` : date(report.started_unix_ms),
  ];
  return parts.filter(Boolean).join(' · ');
}

/** Brings the first finding of a kind into sight. */
function show(event: Event, kind: Severity): void {
  const root = (event.currentTarget as HTMLElement).getRootNode() as ShadowRoot;
  const finding = root.querySelector<HTMLElement>(`.findings > .${kind}`);
  finding?.scrollIntoView({ block: 'start', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
  finding?.focus({ preventScroll: true });
}

/** How many findings of each kind there are; they lead to them, where they are shown. */
function tally(report: Snapshot, compact: boolean): TemplateResult | typeof nothing {
  const kinds: Severity[] = ['bad', 'warning', 'info', 'good'];
  const counted = kinds.map((kind) => [kind, report.findings.filter((f) => f.severity === kind).length] as const).filter(([, n]) => n > 0);
  if (counted.length === 0) return nothing;
  return html`<ul class="tally" aria-label="What was found">
    ${counted.map(([kind, n]) => {
      const words = html`${mark(kind)} <b>${n}</b> ${SEVERITY[kind].toLowerCase()}`;
      return html`<li class=${kind}>${compact ? words : html`<button type="button" class="plain" @click=${(event: Event) => show(event, kind)}>${words}</button>`}</li>`;
    })}
  </ul>`;
}
