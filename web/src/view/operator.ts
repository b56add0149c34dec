// What whoever looks after a domain's mail is told first: which advice fits the report.

import type { Snapshot } from '../analyzer/snapshot';
import { advised, published, type Kind } from './kind';

export type OperatorAdvice = Kind | 'no-domain' | 'found' | 'holds-dane' | 'unfit' | 'testing' | 'unchecked' | 'unclear' | 'bogus';

type Fits = (report: Snapshot) => boolean;

const found =
  (...codes: string[]): Fits =>
  ({ findings }) =>
    findings.some(({ code }) => codes.includes(code));
const because =
  (why: Snapshot['verdict']['because']): Fits =>
  ({ verdict }) =>
    verdict.because === why;

/** What is bad, or worth fixing. */
export const wrong = ({ findings }: Snapshot): Snapshot['findings'] => findings.filter(({ severity }) => severity === 'bad' || severity === 'warning');

const turnedAway: Fits = ({ servers }) => servers.some(({ addresses }) => addresses.some(({ outcome }) => outcome === 'temporarily-refused' || outcome === 'permanently-refused'));

/** Of each answer what is said in place of the usual; the first that fits is. */
const INSTEAD: Partial<Record<Kind | 'no-domain', readonly (readonly [OperatorAdvice, Fits])[]>> = {
  holds: [
    ['found', (report) => wrong(report).length > 0],
    ['holds-dane', found('dane-renewal')],
  ],
  interference: [
    ['unfit', found('dane-mismatch', 'dane-partly', 'dane-ignored', 'tlsa-invalid', 'sts-mx-left-out', 'sts-certificate', 'sts-record-invalid', 'sts-policy-fetch-error', 'sts-policy-invalid')],
    ['testing', found('sts-testing')],
    ['unchecked', published],
  ],
  partly: [['unclear', because('some-unclear')]],
  unknown: [
    ['bogus', (report) => because('dns-failed')(report) && report.lookups.some(({ status }) => status === 'bogus')],
    ['unclear', (report) => !turnedAway(report)],
  ],
};

export function operatorAdvice(report: Snapshot): OperatorAdvice {
  const kind = advised(report);
  return INSTEAD[kind]?.find(([, fits]) => fits(report))?.[0] ?? kind;
}
