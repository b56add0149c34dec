// The answer in one sentence, and the two axes behind it.

import { html, nothing, type TemplateResult } from 'lit';
import type { AxisState, Severity } from '../analyzer/report';
import type { Snapshot } from '../analyzer/snapshot';
import { beside, say, shown } from '../words/say';
import { told } from './told';
import { date, duration } from './format';
import { answerWords, carriedOut, isOpenYet, kindOf } from './kind';
import { mark, picture, type MarkName, type Scene } from './pictures';
import { howLong, waitedFor } from './waiting';

const AXIS_MARK: Record<AxisState, MarkName> = { protected: 'good', partly: 'warning', exposed: 'bad', unknown: 'unknown' };

export const settled = (report: Snapshot): boolean => report.complete || report.headline_us !== null;

/** A result about which there is nothing to encrypt, or to tell: no axes then. */
export const hasAxes = (report: Snapshot): boolean => carriedOut(report) && !['no-domain', 'null-mx', 'no-mail', 'dns-failed'].includes(report.verdict.because);

export const sceneOf = (report: Snapshot): Scene => (settled(report) ? kindOf(report) : 'checking');

export interface Waiting {
  seconds: number;
  /** By somebody who had waited long enough: nothing more will be found out. */
  stopped: boolean;
  stop(): void;
}

export function answer(report: Snapshot, domain: string, compact: boolean, waiting: Waiting): TemplateResult {
  const done = settled(report);
  const going = !report.complete && !waiting.stopped;
  return html`<section part="answer" class="answer ${sceneOf(report)}" aria-labelledby="answer" aria-busy=${!done}>
    <div class="verdict">
      ${picture(sceneOf(report))}
      <div class="words">
        <p class="domain">${shown('answer.question', { domain: html`<bdi>${domain}</bdi>` })}</p>
        ${done ? html`${headline(report, going)}<p class="meta">${meta(report)}</p>` : wait(report, waiting)}
      </div>
    </div>
    ${hasAxes(report) || !done ? html`<div class="axes">${axis('passive', done ? report.axes.passive : null)} ${axis('active', done && !isOpenYet(report, going) ? report.axes.active : null)}</div>` : nothing}
    ${done ? tally(report, compact) : nothing}
  </section>`;
}

function headline(report: Snapshot, going: boolean): TemplateResult {
  const { word, sentence } = answerWords(report, going);
  return html`<h2 id="answer" class="word" tabindex="-1">${word}</h2>
    <p class="sentence">${sentence}</p>
    <p class="seen">${told(report.verdict.sentence)}</p>`;
}

function axis(which: 'passive' | 'active', judged: Snapshot['axes']['passive'] | null): TemplateResult {
  return html`<div class="axis ${judged?.state ?? 'pending'}">
    <h3>${say(`axis.${which}`)}<span class="about">${say(`axis.${which}.about`)}</span></h3>
    <p class="state">${judged ? html`${mark(AXIS_MARK[judged.state])} <span>${say(`axis.state.${judged.state}`)}</span>` : html`${mark('running')} <span>…</span>`}</p>
    <p>${told(judged?.sentence)}</p>
  </div>`;
}

/** What is waited for, how long at most and how long so far, and the way out. */
function wait(report: Snapshot, { seconds, stop }: Waiting): TemplateResult {
  return html`<h2 id="answer" tabindex="-1">${report.servers.length === 0 ? say('waiting.looking') : say('waiting.talking', { n: report.servers.length })}</h2>
    <p class="awaited">${waitedFor(report)}</p>
    <p class="meta">${howLong(report)} ${seconds > 0 ? html`<span class="so-far">${say('waiting.so-far', { seconds })}</span>` : nothing}</p>
    <p class="actions"><button type="button" @click=${stop}>${say('waiting.stop')}</button></p>`;
}

function meta(report: Snapshot): string {
  const at = date(report.started_unix_ms);
  const connections = say('count.connections', { n: report.usage.connections });
  return beside(
    report.headline_us !== null ? say('meta.answered', { time: duration(report.headline_us) }) : '',
    // The answer stands early, and the rest of the check goes on behind it.
    report.complete ? say('meta.in-all', { connections }) : connections,
    say('count.lookups', { n: report.usage.lookups }),
    report.reading === 'opened' ? say('meta.file-date', { date: at }) : at,
    report.servers.some(({ addresses }) => addresses.some((address) => address.waiting_ms !== null)) ? say('meta.slow') : '',
  );
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
  return html`<ul class="tally" aria-label=${say('tally')}>
    ${counted.map(([kind, n]) => {
      const words = html`${mark(kind)} <span>${shown(`tally.${kind}`, { n })}</span>`;
      return html`<li class=${kind}>${compact ? words : html`<button type="button" class="plain" @click=${(event: Event) => show(event, kind)}>${words}</button>`}</li>`;
    })}
  </ul>`;
}
