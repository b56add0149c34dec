// The view's own labels. What a check found, and what it means, is worded by the analyzer.

import type { Assurance, AxisState, EvidenceRef, Outcome, Property, Severity, Stage, Subject, VerdictWord } from '../analyzer/report';
import type { Snapshot } from '../analyzer/snapshot';

export const VERDICT: Record<VerdictWord, string> = { yes: 'Yes', partly: 'Partly', no: 'No', unknown: 'Can’t tell' };

export const AXIS: Record<AxisState, string> = { protected: 'Protected', partly: 'Partly protected', exposed: 'Not protected', unknown: 'Can’t tell' };

export const SEVERITY: Record<Severity, string> = { bad: 'Problem', warning: 'Worth fixing', info: 'Good to know', good: 'Well done' };

export const SUPPORT: Record<Property['support'], string> = { yes: 'yes', no: 'no', unknown: 'could not be established', 'not-applicable': 'does not apply' };

export const ASSURANCE: Record<Assurance, { label: string; text: string }> = {
  verified: {
    label: 'verified here',
    text: 'Checked by cryptography in your own browser, with a key that a trusted authority binds to the server’s name. Nobody who only carries the bytes could have faked it, the relay included.',
  },
  observed: {
    label: 'seen',
    text: 'Read from the very bytes that the relay delivered. Somebody in between, or the relay itself, could have altered them.',
  },
  reported: {
    label: 'relay’s word',
    text: 'The relay says so; there are no bytes that would show it. Examples: a connection was refused, or DNSSEC was found in order.',
  },
};

/** What is over when the relay begins a stage (docs/protocol.md): it says EHLO because it was greeted. `connecting` and `greeting` show nothing new. */
export const REACHED: Partial<Record<Stage, { label: string; title: string }>> = {
  connected: { label: 'connected', title: 'TCP connection established' },
  ehlo: { label: 'greeted', title: 'The server’s SMTP greeting is complete; EHLO is said' },
  starttls: { label: 'offers TLS', title: 'EHLO is answered, and STARTTLS is among what the server offers; STARTTLS is said' },
  handshake: { label: 'TLS agreed', title: 'STARTTLS is answered with 220; TLS messages are exchanged' },
  closing: { label: 'goodbye', title: 'QUIT is said, or TLS’s own goodbye where a cipher with CBC was chosen' },
};

export const OUTCOME: Record<Outcome, { label: string; mark: 'good' | 'bad' | 'warning' | 'unknown' }> = {
  encrypted: { label: 'Encrypts', mark: 'good' },
  'no-starttls': { label: 'No encryption', mark: 'bad' },
  'no-ehlo': { label: 'No encryption', mark: 'bad' },
  'starttls-refused': { label: 'Refused to start', mark: 'warning' },
  'handshake-failed': { label: 'Encryption failed', mark: 'warning' },
  'proof-failed': { label: 'Proof failed', mark: 'bad' },
  'temporarily-refused': { label: 'Busy', mark: 'unknown' },
  'permanently-refused': { label: 'Turned us away', mark: 'unknown' },
  unreachable: { label: 'Not reachable', mark: 'unknown' },
  'no-route': { label: 'Not from here', mark: 'unknown' },
  silent: { label: 'No answer', mark: 'unknown' },
  'broken-smtp': { label: 'Broke off', mark: 'unknown' },
  'not-probed': { label: 'Not tried', mark: 'unknown' },
};

export const DNSSEC: Record<string, string> = {
  secure: 'signed (DNSSEC)',
  insecure: 'not signed',
  bogus: 'signature wrong (DNSSEC)',
  indeterminate: 'signature unclear',
  failed: 'lookup failed',
};

/** The analyzer's sentence often begins with the verdict's word; shown apart, it is not said twice. */
export function splitSentence(verdict: Snapshot['verdict']): { word: string; rest: string } {
  const plain: Record<VerdictWord, string> = { yes: 'Yes', partly: 'Partly', no: 'No', unknown: "Can't tell" };
  const lead = plain[verdict.word];
  const next = verdict.sentence.charAt(lead.length);
  if (!verdict.sentence.startsWith(lead) || !/[.:,]/.test(next)) return { word: '', rest: verdict.sentence };
  const rest = verdict.sentence.slice(lead.length + 1).trim();
  return { word: VERDICT[verdict.word], rest: rest.charAt(0).toUpperCase() + rest.slice(1) };
}

export const subjectText = (subject: Subject): string => [subject.host, subject.address].filter(Boolean).join(' · ');

export function evidenceText(at: EvidenceRef, report: Snapshot): string {
  const bytes = `bytes ${at.offset}–${Math.max(at.offset, at.offset + at.length - 1)}`;
  if (at.lookup !== undefined) {
    const lookup = report.lookups.find((l) => l.id === at.lookup);
    return lookup ? `DNS answer for ${lookup.name} ${lookup.rr}, ${bytes}` : `DNS answer, ${bytes}`;
  }
  const probe = report.probes.find((p) => p.id === at.stream);
  const who = at.direction === 'to-server' ? 'Said to' : 'Said by';
  return `${who} ${probe ? probe.address : 'the server'}, ${bytes}`;
}
