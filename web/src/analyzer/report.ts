// The report as the analyzer gives it: docs/report.schema.json, as TypeScript types. View code reads this and nothing else.

/** docs/assurance.md has the whole table. */
export type Assurance =
  | 'verified' // anybody can check it: a signature of the server over this very conversation
  | 'authenticated' // by keys that whoever made the check shared with the server: proof to him alone
  | 'observed' // from bytes, as the relay delivered them
  | 'reported'; // the relay's word
export type Reason = 'signed' | 'key-signed' | 'finished' | 'dated' | 'unfinished' | 'unnamed' | 'delivered' | 'compared' | 'told';
/** Whether the check was made here, or its evidence opened from a file. */
export type Reading = 'live' | 'opened';
export type VerdictWord = 'yes' | 'partly' | 'no' | 'unknown';
export type AxisState = 'protected' | 'partly' | 'exposed' | 'unknown';
export type Severity = 'good' | 'info' | 'warning' | 'bad';
export type Stage = 'connecting' | 'connected' | 'greeting' | 'ehlo' | 'starttls' | 'handshake' | 'session' | 'closing';
export type RoutingKind = 'pending' | 'mx' | 'implicit-mx' | 'null-mx' | 'no-domain' | 'no-mail' | 'failed';
export type Outcome =
  | 'encrypted' // whoever hands mail over encrypts it
  | 'depends' // encrypted or readable, by sender or by chance
  | 'no-starttls' // speaks SMTP, offers no STARTTLS
  | 'no-ehlo' // refuses EHLO, so cannot offer STARTTLS
  | 'starttls-refused' // offered, then gave no go-ahead
  | 'handshake-failed' // TLS was begun and failed
  | 'proof-failed' // TLS answer did not verify: altered, replayed or faulty
  | 'temporarily-refused' // 4xx greeting or EHLO
  | 'permanently-refused' // 5xx greeting or EHLO, perhaps to this asker alone
  | 'unreachable' // TCP refused, host away, connect timeout
  | 'no-route' // the relay's own network has no way there
  | 'not-public' // a special address: nobody on the internet can reach it
  | 'silent' // connected, but no complete answer before the deadline
  | 'broken-smtp' // closed or spoke something else before STARTTLS could be judged
  | 'not-probed'; // the relay would not connect; the rule is in `sentence`

export interface EvidenceRef {
  stream?: number; // a probe's id …
  lookup?: number; // … or a lookup's id
  direction?: 'from-server' | 'to-server';
  offset: number;
  length: number;
}

export interface Subject {
  host?: string;
  address?: string;
}

export interface Fact {
  id: number;
  code: string; // stable: "tls.version", "smtp.greeting", "x509.leaf"
  label: string; // "TLS version"
  text: string; // "TLS 1.3"
  value: unknown; // machine form
  assurance: Assurance;
  reason: Reason;
  subject: Subject;
  evidence: EvidenceRef[];
}

/** Whoever answered holds a key that a trusted authority certified for this name. Neither address nor port nor STARTTLS is part of it. */
export interface Proof {
  name: string;
  assurance: Assurance;
  reason: Reason;
}

/** A time that somebody else signed into a conversation. */
export interface SignedTime {
  unix_seconds: number;
  by: 'ocsp' | 'timestamp';
}

export interface Step {
  stage: Stage;
  at_us: number; // since this stream began
}

export interface AddressReport {
  address: string;
  family: 'ipv4' | 'ipv6';
  state: 'waiting' | 'running' | 'done';
  outcome: Outcome | null; // null until known
  sentence: string; // plain words, "" until known
  senders: Partial<Record<'postfix' | 'exim-gnutls' | 'exim-openssl', 'unknown' | 'encrypts' | 'readable' | 'defers'>>; // empty until known
  probes: number[];
  steps: Step[]; // of the last probe
  facts: number[];
  proof: Proof | null; // null where nothing is proven of who answered
  certificates: CertificateChain[]; // each chain once, the headline's first
  exploration: Exploration | null; // null at depth headline, or where there is no TLS to explore
  lenses: LensJudgements[]; // empty until its exploration is done
}

export type Depth = 'headline' | 'quick' | 'standard' | 'full';
export type Support = 'yes' | 'no' | 'unknown';

/** A suite or group by its IANA number. */
export interface Choice {
  id: string; // four hexadecimal digits
  name: string;
  support: Support;
  evidence: EvidenceRef[];
}

export interface VersionReport {
  version: string; // "TLS 1.2"
  support: Support;
  evidence: EvidenceRef[];
  suites: Choice[]; // those asked about with a conclusion
  groups: Choice[];
  preference: 'unknown' | 'server' | 'client' | 'mixed';
  order: string[]; // ids, the server's first choice first
  order_complete: boolean;
}

/** Something with a yes or no of its own. */
export interface Property {
  code: string;
  label: string;
  support: Support | 'not-applicable';
  why: string; // why it cannot be there; "" where it can
  evidence: EvidenceRef[];
}

/** A suite or group by its IANA number, accepted in a version. */
export interface Accepted {
  version: string;
  id: string;
  name: string;
}

export interface Weakness {
  code: string;
  title: string;
  reference: string;
  verdict: 'present' | 'absent' | 'open';
  severity: Severity | null; // how much mail has to mind it when it is there
  because: string;
  suites: Accepted[]; // that bring it about; empty where suites do not
  groups: Accepted[]; // likewise
  evidence: EvidenceRef[];
}

/** A certificate that was sent (RFC 5280). */
export interface Certificate {
  subject: string;
  issuer: string;
  serial: string;
  dns_names: string[];
  ip_addresses: string[];
  common_name: string;
  not_before: number; // Unix seconds
  not_after: number;
  key_type: string;
  key_bits: number;
  key_curve: string; // "" where there is no choice of curve
  signature_algorithm: string;
  sha256: string;
  spki_sha256: string;
  self_issued: boolean;
}

/** That a log of Certificate Transparency has seen the certificate; the signature is not checked. */
export interface Timestamp {
  log: string;
  unix_ms: number;
}

export interface SentCertificate {
  role: 'leaf' | 'intermediate' | 'root';
  use: 'unknown' | 'path' | 'root' | 'cross-signed' | 'duplicate' | 'extra';
  certifies_previous: boolean;
  certificate: Certificate | null; // null if it cannot be read; then nothing below is there
  days_left?: number; // negative once it is over
  is_ca?: boolean;
  weak_key?: boolean;
  weak_signature?: boolean;
  validation?: '' | 'DV' | 'OV' | 'IV' | 'EV';
  must_staple?: boolean;
  ocsp_url?: string;
  issuer_url?: string;
  crl_url?: string;
  timestamps?: Timestamp[];
  unreadable?: string[];
}

export interface PathStep {
  subject: string;
  sha256: string;
  sent: number | null; // null: taken from the trusted roots
}

export interface ChainTrust {
  status: string;
  words: string;
  name: 'exact' | 'wildcard' | 'none';
  identifier: string; // the certificate's name that matches
  assurance: Assurance; // of the judgement, which rests on the day of the check
}

/** An OCSP answer that came along with a certificate. */
export interface Staple {
  worth: 'good' | 'revoked' | 'unknown' | 'stale' | 'unproven' | 'other-certificate' | 'refused' | 'unreadable';
  words: string;
  // Where it is about this certificate:
  status?: 'good' | 'revoked' | 'unknown';
  this_update?: number; // seconds since 1970, as all of them
  next_update?: number | null;
  revoked_at?: number | null;
  reason?: string; // RFC 5280; empty if none is given
  signer?: 'nobody' | 'issuer' | 'delegate';
  current?: boolean;
}

/** A chain as sent, and what of it is proven. */
export interface CertificateChain {
  headline: boolean;
  with_server_name: boolean;
  assurance: Assurance; // that these certificates are what the server sent
  key_proven: boolean;
  key_assurance: Assurance; // that whoever answered holds the key of a certificate for this name
  trust: ChainTrust | null; // null until the roots are there
  in_order: boolean;
  sent: SentCertificate[];
  path: PathStep[];
  missing: { name: string; url: string } | null;
  stapled: boolean | null; // null: no answer was asked for
  staple: Staple | null; // null: none came
  timestamps: Timestamp[]; // by TLS extension
  along_assurance: Assurance; // that the server sent these and the OCSP answer along
  evidence: EvidenceRef[];
}

/** Everything the server's TLS says, asked within a budget of connections. */
export interface Exploration {
  depth: Depth;
  done: boolean;
  budget: { allowed: number; used: number; turned_away: number; lost: number; running: number };
  pace: { slowed: boolean; spacing_us: number; next_at_us: number | null };
  versions: VersionReport[];
  properties: Property[];
  sizes: { bytes: number; support: Support; evidence: EvidenceRef[] }[];
  dh: { bits: number; known_prime: string; suite: string; evidence: EvidenceRef[] }[];
  signature_schemes: { id: string; name: string; evidence: EvidenceRef[] }[];
  sni: 'unknown' | 'none' | 'other-certificate' | 'refused';
  weaknesses: Weakness[];
  not_established: { what: string; why: 'budget' | 'unclear' | 'turned-away' | 'not-reached' | 'depth'; reason: string; server_words: string | null }[];
  questions: { stream: number; hello_bytes: number; answer: string }[];
}

export type LensCode = 'rfc9325' | 'mozilla-intermediate' | 'mozilla-modern' | 'ncsc-nl' | 'bsi-tr-02102-2' | 'nist-sp-800-52r2';

/** A published standard as a table of rules. */
export interface Lens {
  code: LensCode;
  title: string;
  document: string;
  edition: string;
  link: string;
  rules: LensRule[]; // empty until an address can be judged by them
}

export interface LensRule {
  code: string; // unique within its lens
  section: string;
  level: 'required' | 'recommended';
  text: string;
}

/** What a lens says about an address. */
export interface LensJudgements {
  lens: LensCode;
  met: number;
  violated: number;
  not_established: number;
  not_applicable: number;
  rules: RuleJudgement[];
}

export interface RuleJudgement {
  code: string; // the rule's
  status: 'met' | 'violated' | 'not-established' | 'not-applicable';
  why: string;
  evidence: EvidenceRef[];
}

export interface ServerReport {
  host: string;
  preference: number | null; // null for an implicit MX
  state: 'pending' | 'resolved' | 'no-address' | 'failed';
  sentence: string; // why there is no address; "" otherwise
  dnssec: string | null; // status of the address lookup
  aliases: string[]; // CNAMEs followed
  addresses: AddressReport[];
}

export interface Finding {
  code: string;
  severity: Severity;
  assurance: Assurance;
  reason: Reason;
  title: string;
  text: string;
  advice: string; // "" if none
  subjects: Subject[];
  facts: number[];
}

export interface NotEstablished {
  code: string;
  subject: Subject;
  what: string; // "Whether 192.0.2.1 encrypts"
  why: string; // "the connection was refused"
  server_words: string | null; // printable ASCII
}

export interface Limit {
  code: string;
  title: string;
  text: string;
  offer: string; // what Mailglass or the domain can do about it
}

export interface DialogueLine {
  from: 'server' | 'relay';
  text: string; // printable, without line ending
  at_us: number;
  offset: number;
  length: number;
}

/** What came of EHLO inside TLS. `lines`: the server's, decrypted. */
export interface InsideTls {
  state: 'awaited' | 'answered' | 'unreadable' | 'left' | 'refused';
  lines: DialogueLine[];
}

export interface TlsMessage {
  from: 'server' | 'client';
  name: string; // "ServerHello", "Alert"
  summary: string; // one line
  encrypted: boolean; // travelled encrypted; decrypted in this browser
  details: [string, string][]; // label, text
  offset: number | null; // in its direction's stream, where it can be told
  length: number | null;
}

export interface ProbeReport {
  id: number;
  host: string;
  address: string;
  service: string;
  purpose: string; // "headline", "smaller hello", or what a question of the exploration asks
  bytes_in: number;
  bytes_out: number;
  end: string | null; // wire End, or "refused"
  why: string;
  dialogue: DialogueLine[];
  tls: TlsMessage[];
  inside?: InsideTls; // where a second EHLO was said inside TLS
}

export interface LookupReport {
  id: number;
  name: string;
  rr: string;
  status: 'pending' | 'secure' | 'insecure' | 'bogus' | 'indeterminate' | 'failed' | 'refused';
  rcode: string | null; // "NOERROR", "NXDOMAIN"
  why: string;
  us: number | null;
  records: string[]; // presentation form, one each
}

export interface Report {
  format: 'mailglass-report/1';
  analyzer: string;
  domain: string;
  started_unix_ms: number;
  reading: Reading;
  not_before: SignedTime | null; // the check cannot have been before
  elapsed_us: number;
  complete: boolean;
  headline_us: number | null; // when the verdict was settled
  relay: { name: string; ehlo: string; lab: boolean; port25: 'open' | 'blocked' | 'unknown' } | null;
  roots: { sha256: string; count: number } | null;
  verdict: { word: VerdictWord; sentence: string; because: string };
  axes: {
    passive: { state: AxisState; sentence: string };
    active: { state: AxisState; sentence: string };
  };
  routing: {
    kind: RoutingKind;
    dnssec: string | null;
    sentence: string;
    name_source: '' | 'domain' | 'mx-signed' | 'mx';
    name_words: string; // "the name came from …"
    aliases: string[];
  };
  servers: ServerReport[];
  facts: Fact[];
  findings: Finding[];
  not_established: NotEstablished[];
  limits: Limit[];
  lenses: Lens[];
  probes: ProbeReport[];
  lookups: LookupReport[];
  usage: { connections: number; lookups: number };
}
