// Words for the report's codes. What a check found, and what it means, are phrases of the report (told.ts).

import type { Assurance, EvidenceRef, Outcome, Reading, Reason, Stage, Subject } from '../analyzer/report';
import type { Snapshot } from '../analyzer/snapshot';
import { beside, say } from '../words/say';

/** One sentence each, which can be said on the telephone. docs/assurance.md has the whole table. */
export function assuranceWords(assurance: Assurance, reading: Reading): { label: string; text: string } {
  if (assurance === 'authenticated' && reading === 'opened') return { label: say('assurance.saved'), text: say('assurance.saved.text') };
  return { label: say(`assurance.${assurance}`), text: say(`assurance.${assurance}.text`) };
}

export const reasonWords = (reason: Reason): string => (reason === 'told' ? '' : say(`reason.${reason}`));

/** What is over when the relay begins a stage (docs/protocol.md): it says EHLO because it was greeted. `connecting` and `greeting` show nothing new. */
export const REACHED = ['connected', 'ehlo', 'starttls', 'handshake', 'session', 'closing'] as const satisfies readonly Stage[];

export const OUTCOME_MARK: Record<Outcome, 'good' | 'bad' | 'warning' | 'unknown'> = {
  encrypted: 'good',
  depends: 'warning',
  'no-starttls': 'bad',
  'no-ehlo': 'bad',
  'starttls-refused': 'warning',
  'handshake-failed': 'warning',
  'proof-failed': 'bad',
  'temporarily-refused': 'unknown',
  'permanently-refused': 'unknown',
  unreachable: 'unknown',
  'no-route': 'unknown',
  'not-public': 'unknown',
  silent: 'unknown',
  'broken-smtp': 'unknown',
  'not-probed': 'unknown',
};

const DNSSEC = ['secure', 'insecure', 'bogus', 'indeterminate', 'failed'] as const;
export function dnssecWords(status: string): string {
  const known = DNSSEC.find((one) => one === status);
  return known ? say(`dnssec.${known}`) : status;
}

export const subjectText = (subject: Subject): string => beside(subject.host ?? '', subject.address ?? '');

export function evidenceText(at: EvidenceRef, report: Snapshot): string {
  const span = { from: String(at.offset), to: String(Math.max(at.offset, at.offset + at.length - 1)) };
  if (at.lookup !== undefined) {
    const lookup = report.lookups.find((l) => l.id === at.lookup);
    return lookup ? say('bytes.dns', { name: lookup.name, type: lookup.rr, ...span }) : say('bytes.dns-answer', span);
  }
  const probe = report.probes.find((p) => p.id === at.stream);
  if (!probe) return say(at.direction === 'to-server' ? 'bytes.said-to-server' : 'bytes.said-by-server', span);
  return say(at.direction === 'to-server' ? 'bytes.said-to' : 'bytes.said-by', { address: probe.address, ...span });
}
