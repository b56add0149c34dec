// The answer as plain text, for whoever looks after the mail servers.

import type { Snapshot } from '../analyzer/snapshot';
import { say } from '../words/say';
import { told } from './told';
import { hasAxes } from './answer';
import { date } from './format';
import { answerWords, kindOf } from './kind';
import { operatorAdvice, wrong } from './operator';

/** What there is to do; that there is nothing, only where the answer holds. */
function toDo(report: Snapshot): string {
  const findings = wrong(report)
    .map(({ title, text, advice }) => say('postmaster.finding', { title: told(title), advice: told(advice || text) }))
    .join('\n');
  if (findings) return say('postmaster.found', { findings });
  const operator = operatorAdvice(report);
  if (operator === 'testing' || operator === 'bogus') return say(`todo.operator.${operator}`);
  return kindOf(report) === 'holds' ? say('postmaster.nothing') : '';
}

export function postmasterText(report: Snapshot, domain: string, link: string): string {
  const { passive, active } = report.axes;
  const about = { domain, date: date(report.started_unix_ms), word: answerWords(report).word, seen: told(report.verdict.sentence) };
  return [
    hasAxes(report) ? say('postmaster.text', { ...about, passive: told(passive.sentence), active: told(active.sentence) }) : say('postmaster.short', about),
    toDo(report),
    link ? say('postmaster.link', { link }) : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}
