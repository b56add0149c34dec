// The view's own labels. What a check found, and what it means, is worded by the analyzer.

import type { Assurance, AxisState, EvidenceRef, Outcome, Property, Reading, Reason, Severity, Stage, Subject, VerdictWord } from '../analyzer/report';
import type { Snapshot } from '../analyzer/snapshot';

export const VERDICT: Record<VerdictWord, string> = { yes: 'Yes', partly: 'Partly', no: 'No', unknown: 'Can’t tell' };

export const AXIS: Record<AxisState, string> = { protected: 'Protected', partly: 'Partly protected', exposed: 'Not protected', unknown: 'Can’t tell' };

export const SEVERITY: Record<Severity, string> = { bad: 'Problem', warning: 'Worth fixing', info: 'Good to know', good: 'Well done' };

export const SUPPORT: Record<Property['support'], string> = { yes: 'yes', no: 'no', unknown: 'could not be established', 'not-applicable': 'does not apply' };

/** One sentence each, which can be said on the telephone. docs/assurance.md has the whole table. */
const ASSURANCE: Record<Assurance, { label: string; text: string }> = {
  verified: { label: 'verified here', text: 'Anybody can check it: the server signed this very conversation.' },
  authenticated: {
    label: 'verified here',
    text: 'Proven to you, by keys that only your browser and the server have; whoever you send the file to has your word for it.',
  },
  observed: { label: 'seen', text: 'Seen in the bytes, which the relay or anybody on the way could have changed.' },
  reported: { label: 'relay’s word', text: 'The relay says so: its resolver asked DNS, and its connections are what ended.' },
};
const AS_SAVED = {
  label: 'as the one who saved it saw it',
  text: 'Proven to the one who saved the file, by keys that he and the server had; for you it is his word, since he could have made it up.',
};
export const assuranceWords = (assurance: Assurance, reading: Reading): { label: string; text: string } =>
  assurance === 'authenticated' && reading === 'opened' ? AS_SAVED : ASSURANCE[assurance];

export const REASON: Record<Reason, string> = {
  signed: 'The server’s signature covers it.',
  'key-signed': 'The key signed a random number of this check.',
  finished: 'The server confirmed it at the end of the handshake.',
  dated: 'It was signed, but is judged on a day that whoever saved the file names.',
  unfinished: 'The conversation ended before the server confirmed it.',
  unnamed: 'No trusted certificate says whose key it is: the relay itself could have answered.',
  delivered: 'Whoever carries the bytes can change them or hold them back.',
  compared: 'It sets connections side by side, and the relay chooses where each of them leads.',
  told: '',
};

/** What is over when the relay begins a stage (docs/protocol.md): it says EHLO because it was greeted. `connecting` and `greeting` show nothing new. */
export const REACHED: Partial<Record<Stage, { label: string; title: string }>> = {
  connected: { label: 'connected', title: 'TCP connection established' },
  ehlo: { label: 'greeted', title: 'The server’s SMTP greeting is complete; EHLO is said' },
  starttls: { label: 'offers TLS', title: 'EHLO is answered, and STARTTLS is among what the server offers; STARTTLS is said' },
  handshake: { label: 'TLS agreed', title: 'STARTTLS is answered with a go-ahead; TLS messages are exchanged' },
  session: { label: 'encrypted', title: 'The TLS handshake is through; EHLO is said inside TLS' },
  closing: { label: 'goodbye', title: 'QUIT is said, or TLS’s own goodbye where a cipher with CBC was chosen' },
};

export const OUTCOME: Record<Outcome, { label: string; mark: 'good' | 'bad' | 'warning' | 'unknown' }> = {
  encrypted: { label: 'Encrypts', mark: 'good' },
  depends: { label: 'It depends', mark: 'warning' },
  'no-starttls': { label: 'No encryption', mark: 'bad' },
  'no-ehlo': { label: 'No encryption', mark: 'bad' },
  'starttls-refused': { label: 'Refused to start', mark: 'warning' },
  'handshake-failed': { label: 'Encryption failed', mark: 'warning' },
  'proof-failed': { label: 'Proof failed', mark: 'bad' },
  'temporarily-refused': { label: 'Busy', mark: 'unknown' },
  'permanently-refused': { label: 'Turned us away', mark: 'unknown' },
  unreachable: { label: 'Not reachable', mark: 'unknown' },
  'no-route': { label: 'Not from here', mark: 'unknown' },
  'not-public': { label: 'Not on the internet', mark: 'unknown' },
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
