// Which of the six answers it is, and the words that say it: both halves of it, listening and interfering, at first glance.

import type { Snapshot } from '../analyzer/snapshot';
import { say, type Plain } from '../words/say';

export type Kind = 'holds' | 'interference' | 'partly' | 'no' | 'unknown' | 'takes-none';

export function kindOf(report: Snapshot): Kind {
  const { word, because } = report.verdict;
  if (because === 'null-mx' || because === 'no-mail' || because === 'no-domain') return 'takes-none';
  if (word !== 'yes') return word;
  return report.axes.passive.state === 'protected' && report.axes.active.state === 'protected' ? 'holds' : 'interference';
}

/** An alias that leads nowhere is a domain all the same. */
const isThere = (report: Snapshot): boolean => report.verdict.because !== 'no-domain' || report.routing.aliases.length > 0;

/** Else it says nothing about the domain, and there is nothing for whoever looks after its mail. */
export const carriedOut = ({ verdict }: Snapshot): boolean => !['session-failed', 'relay-without-dns', 'relay-without-port25'].includes(verdict.because);

/** Which advice there is. */
export const advised = (report: Snapshot): Kind | 'no-domain' => (isThere(report) ? kindOf(report) : 'no-domain');

/** DANE or MTA-STS is there, whatever it is worth. */
export const published = (report: Snapshot): boolean => report.findings.some((finding) => finding.code === 'downgrade-protection-published');

function againstInterference(report: Snapshot): Plain {
  const { state } = report.axes.active;
  if (state === 'exposed' || state === 'partly') return `answer.interference.${state}`;
  return published(report) ? 'answer.interference.unchecked' : 'answer.interference.unknown';
}

/** Whose doing it is that nothing can be told: the check's, the relay's, DNS's or the servers'. */
function whyUnknown(report: Snapshot): Plain {
  const { because } = report.verdict;
  if (because === 'session-failed') return 'answer.unknown.no-session';
  if (because === 'relay-without-dns') return 'answer.unknown.relay-dns';
  if (because === 'relay-without-port25') return 'answer.unknown.relay';
  if (because === 'dns-failed') return report.lookups.some((lookup) => lookup.status === 'bogus') ? 'answer.unknown.bogus' : 'answer.unknown.dns';
  const addresses = report.servers.flatMap((server) => server.addresses);
  const outcomes = addresses.map((address) => address.outcome);
  const all = (...some: string[]): boolean => outcomes.length > 0 && outcomes.every((outcome) => outcome !== null && some.includes(outcome));
  if (all('no-route')) return 'answer.unknown.relay';
  if (all('temporarily-refused')) return 'answer.unknown.busy';
  if (all('permanently-refused')) return 'answer.unknown.turned-away';
  if (addresses.some((address) => address.waiting_ms !== null)) return 'answer.unknown.slow';
  return all('unreachable', 'no-route', 'silent', 'broken-smtp') ? 'answer.unknown.no-reply' : 'answer.unknown.other';
}

function sentenceId(report: Snapshot): Plain {
  const { because } = report.verdict;
  switch (kindOf(report)) {
    case 'holds':
      return 'answer.holds';
    case 'interference':
      return againstInterference(report);
    case 'partly':
      return because === 'some-unclear' ? 'answer.partly.unclear' : 'answer.partly';
    case 'no':
      return 'answer.no';
    case 'unknown':
      return whyUnknown(report);
    case 'takes-none':
      if (because === 'no-domain') return isThere(report) ? 'answer.takes-none.dangling' : 'answer.no-domain';
      return because === 'null-mx' ? 'answer.takes-none' : 'answer.takes-none.unreachable';
  }
}

export interface AnswerWords {
  word: string;
  sentence: string;
}

/** It encrypts, and what somebody who interferes could do is still being found out: `going`, as long as the check goes on. */
export const isOpenYet = (report: Snapshot, going: boolean): boolean => going && kindOf(report) === 'interference' && report.axes.active.state === 'unknown';

/** Nothing in it comes from a resolver, a server or a library. */
export const answerWords = (report: Snapshot, going = false): AnswerWords => ({
  word: say(`answer.${advised(report)}.word`),
  sentence: say(isOpenYet(report, going) ? 'answer.interference.pending' : sentenceId(report)),
});

/** A file of the command line, which connects by itself. Only of a file: of a check made here, a relay's word that there was none counts for nothing. */
export const withoutRelay = (report: Snapshot | null): boolean => report?.reading === 'opened' && report.relay?.here === true;
