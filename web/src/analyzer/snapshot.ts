// What the page draws: snapshots of the report, many while a check runs, and the depths of an address when somebody opens them.
// Each member that one of them shares with the report (report.ts) says the same there.

import type { AddressReport, Exploration, Fact, Interference, Lens, LensJudgements, LookupReport, ProbeReport, Report, ServerReport } from './report';

/** How far an exploration is, and what it found in numbers. */
export interface ExplorationGlance extends Pick<Exploration, 'depth' | 'done' | 'budget' | 'pace'> {
  weaknesses: { grave: number; minor: number; open: number }; // there and of concern for mail, there without being so, not established
}

export type LensTally = Omit<LensJudgements, 'rules'>;

export interface AddressSnapshot extends Omit<AddressReport, 'certificates' | 'exploration' | 'lenses'> {
  heard: number; // grows with everything that is heard of the address: while it stays, so do the depths
  withdrawn: boolean; // the issuer of its certificate says, in an answer that came along, that it was revoked
  exploration: ExplorationGlance | null;
  lenses: LensTally[];
}

export interface ServerSnapshot extends Omit<ServerReport, 'addresses'> {
  addresses: AddressSnapshot[];
}

export type FactSnapshot = Omit<Fact, 'value'>;

export interface Snapshot extends Omit<Report, 'format' | 'servers' | 'facts' | 'probes' | 'lookups' | 'interference' | 'policy'> {
  format: 'mailglass-snapshot/1';
  servers: ServerSnapshot[];
  facts: FactSnapshot[]; // the first has the id 1, and so on
  lenses: Lens[]; // without their rules
  probes: Pick<ProbeReport, 'id' | 'address'>[];
  lookups: Omit<LookupReport, 'chain'>[];
}

/** The depths of an address. */
export interface AddressDetails extends Pick<AddressReport, 'certificates' | 'exploration' | 'lenses'> {
  heard: number;
  standards: Lens[]; // with their rules
  probes: ProbeReport[]; // of the headline
}

/** What senders do about somebody who interferes, and what they would do if something were otherwise. */
export interface WhatIf {
  settings: string[]; // what is otherwise, as docs/cli.md lists it
  without: string[]; // hosts that are left out
  now: Interference;
  then: Interference;
}
