// The answer as plain text, for whoever looks after the mail servers.

import type { Snapshot } from '../analyzer/snapshot';
import { say } from '../words/say';
import { told } from './told';
import { hasAxes } from './answer';
import { date } from './format';
import { answerWords } from './kind';

export function postmasterText(report: Snapshot, domain: string, link: string): string {
  const { passive, active } = report.axes;
  const about = { domain, date: date(report.started_unix_ms), word: answerWords(report).word, seen: told(report.verdict.sentence) };
  const findings = report.findings
    .filter(({ severity }) => severity === 'bad' || severity === 'warning')
    .map(({ title, text, advice }) => say('postmaster.finding', { title: told(title), advice: told(advice || text) }))
    .join('\n');
  return [
    hasAxes(report) ? say('postmaster.text', { ...about, passive: told(passive.sentence), active: told(active.sentence) }) : say('postmaster.short', about),
    findings ? say('postmaster.found', { findings }) : say('postmaster.nothing'),
    link ? say('postmaster.link', { link }) : '',
  ]
    .filter(Boolean)
    .join('\n\n');
}
