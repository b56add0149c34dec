// The report as the analyzer gives it; its types are written from docs/report.schema.json. View code reads this and nothing else.
import type { Exploration, LookupBytes, StreamBytes } from './report-types';

export type * from './report-types';

export type EvidenceRef = StreamBytes | LookupBytes;
/** How deep a check goes; at `headline` there is no exploration. */
export type Depth = 'headline' | Exploration['depth'];
