// Written by web/scripts/report-types.mjs from docs/report.schema.json; not to be changed by hand.

/** What the analyzer says about a check, at any moment of it. Text of mail servers is escaped to printable ASCII. */
export interface Report {
  /** This format. */
  format: 'mailglass-report/1';
  /** Version of the analyzer that wrote the report. */
  analyzer: string;
  /** The domain checked: A-labels, no final dot; escaped as given if it is no domain name. */
  domain: string;
  /** When the check began, Unix time in milliseconds. Certificates are judged at this time. */
  started_unix_ms: number;
  /** Whether the check was made by whoever reads the report, or its evidence was opened from a file: then the date is the word of whoever saved it, and less is proof (assurance.md). */
  reading: Reading;
  /** The latest time that somebody else signed into a conversation that its server signed: the check cannot have been before. Null where there is none. */
  not_before: SignedTime | null;
  /** Time of the last event, since the check began. */
  elapsed_us: number;
  /** Whether the check has ended; nothing changes afterwards. */
  complete: boolean;
  /** When the verdict was settled, since the check began; null before, or if the check ended early. */
  headline_us: number | null;
  /** What the relay said of itself; null before its welcome. */
  relay: {
    /** Program and version of the relay. */
    name: string;
    /** The name it says in EHLO. */
    ehlo: string;
    /** Whether it may connect to special addresses, which is for tests. */
    lab: boolean;
    /** Whether outgoing connections to TCP port 25 were found to work when it started. */
    port25: 'open' | 'blocked' | 'unknown';
    /** How long one conversation may take there at most, in milliseconds. */
    probe_ms: number;
    /** There only where no relay was between: the command line connected itself. */
    here?: boolean;
  } | null;
  /** The trusted roots used; null while there are none, and then nothing is verified. */
  roots: {
    /** SHA-256 over the roots' DER in the bundle's order. */
    sha256: string;
    /** How many roots. */
    count: number;
  } | null;
  verdict: {
    /** Whether mail to the domain travels encrypted on its way in. */
    word: VerdictWord;
    sentence: Words;
    /** The reason, for programs. */
    because: 'all-encrypted' | 'some-encrypted' | 'some-readable' | 'some-unclear' | 'none-encrypted' | 'not-established' | 'null-mx' | 'no-domain' | 'no-mail' | 'dns-failed' | 'session-failed' | 'relay-without-dns' | 'relay-without-port25' | 'pending';
  };
  /** The two kinds of attacker. */
  axes: {
    /** Against somebody who only listens. */
    passive: {
      /** How the mail fares against this attacker. */
      state: AxisState;
      /** Plain words; empty where there is no server to judge. */
      sentence: Words;
    };
    /** Against somebody who can change what travels. */
    active: {
      /** How the mail fares against this attacker. */
      state: AxisState;
      /** Plain words; empty where there is no server to judge. */
      sentence: Words;
    };
  };
  routing: {
    /** By which rule. */
    kind: RoutingKind;
    /** Of the MX lookup. */
    dnssec: 'secure' | 'insecure' | 'bogus' | 'indeterminate' | 'failed' | null;
    sentence: Words;
    /** Where the servers' names came from: not known; the domain itself; the MX records, with signatures that were checked here, the same by trust anchors that only the file's author named, with DNSSEC as the relay's resolver says (checks of plan 5 and before), or without. */
    name_source: '' | 'domain' | 'mx-proven' | 'mx-given' | 'mx-signed' | 'mx';
    /** The same in words, to stand beside a proof of a name; empty while not known. */
    name_words: Words;
    aliases: string[];
  };
  /** The mail servers, the preferred first (RFC 5321 section 5.1). */
  servers: ServerReport[];
  /** Everything established, in the order of ids: the first has 1, each next one more. */
  facts: Fact[];
  /** What the facts mean, the worst first. Each code at most once. */
  findings: Finding[];
  /** What could not be established, and why. Never the same as not supported. */
  not_established: NotEstablished[];
  /** What no answer of this kind can promise. */
  limits: Limit[];
  /** Standards that the explored addresses are judged by (lenses.md), always all of them. */
  lenses: Lens[];
  /** Connections to mail servers, in the order they were asked for. */
  probes: ProbeReport[];
  /** DNS lookups, in the order they were asked for. */
  lookups: LookupReport[];
  /** What the check cost others. */
  usage: {
    /** Number of probes, and of connections to the host of an MTA-STS policy. */
    connections: number;
    /** Number of lookups. */
    lookups: number;
  };
  /** What senders do about somebody who interferes. Null where it cannot be told: without roots, of checks that took the relay's word on DNSSEC, and of files that rest on trust anchors of their author's. */
  interference: Interference | null;
  /** The domain's MTA-STS policy, and the connections to its host (mta-sts.md). Null where none was looked for: no record announces one, or the relay asks for none. */
  policy: PolicyHost | null;
}

/** Whether the check was made by whoever reads the report, or its evidence was opened from a file: then the date is the word of whoever saved it, and less is proof (assurance.md). */
export type Reading = 'live' | 'opened';

export interface SignedTime {
  /** Unix time in seconds. */
  unix_seconds: number;
  /** An OCSP answer of the certificate's issuer; a log's time stamp in the certificate. */
  by: 'ocsp' | 'timestamp';
}

/** Whether mail to the domain travels encrypted on its way in. */
export type VerdictWord = 'yes' | 'partly' | 'no' | 'unknown';

/** A phrase; or a text that is in no language (a name, what a stranger wrote), empty where there is nothing to say. */
export type Words = string | Phrase;

/** What people read, without a language: a message of words/*.json, and what is put into it. */
export interface Phrase {
  /** The message's id. */
  phrase: string;
  /** By the names that the message has for them; missing where it has none. */
  args?: Record<string, Said>;
  /** The words, as the command line adds them in its language; the analyzer itself has none. */
  text?: string;
}

/** What is put into a message: a text or a number as it is, a phrase, a day, or a list of these. */
export type Said = string | number | Phrase | Day | Said[];

/** A day of the calendar, UTC. */
export interface Day {
  /** Unix time of any moment of it. */
  day: number;
  phrase?: undefined;
  args?: undefined;
  text?: undefined;
}

/** How the mail fares against this attacker. */
export type AxisState = 'protected' | 'partly' | 'exposed' | 'unknown';

/** By which rule. */
export type RoutingKind = 
  | 'pending' // Not known yet.
  | 'mx' // To the hosts of the MX records.
  | 'implicit-mx' // No MX record, so to the domain's own address (RFC 5321 section 5.1).
  | 'no-mail' // The same, and the domain has no address.
  | 'null-mx' // The domain takes no mail (RFC 7505).
  | 'no-domain' // There is no such domain, or it is an alias of a name that does not exist.
  | 'failed' // It could not be looked up.;

/** One mail server. */
export interface ServerReport {
  host: string;
  /** Of the MX record; null for an implicit MX. */
  preference: number | null;
  /** Its addresses: looked up now, found, not there, or they could not be looked up. */
  state: 'pending' | 'resolved' | 'no-address' | 'failed';
  /** Why there is no address; empty otherwise. */
  sentence: Words;
  /** Of the address lookups; the weaker of the two. */
  dnssec: 'secure' | 'insecure' | 'bogus' | 'indeterminate' | 'failed' | null;
  aliases: string[];
  /** Its addresses. */
  addresses: AddressReport[];
}

/** One address of a mail server. */
export interface AddressReport {
  address: string;
  /** Address family. */
  family: 'ipv4' | 'ipv6';
  /** Whether its probes wait for their turn, run, or have ended. */
  state: 'waiting' | 'running' | 'done';
  /** Null until known. */
  outcome: Outcome | null;
  /** It is slow, and is waited for at most so many milliseconds from when that showed; null where it is not, or not any more. */
  waiting_ms: number | null;
  /** The outcome in plain words; empty until known. */
  sentence: Words;
  /** What each sending system does with mail for this address (docs/senders.md); empty until known. */
  senders: {
    /** Postfix. */
    postfix?: Delivery;
    /** Exim, built with GnuTLS. */
    'exim-gnutls'?: Delivery;
    /** Exim, built with OpenSSL. */
    'exim-openssl'?: Delivery;
  };
  /** Ids of the headline's probes. */
  probes: number[];
  /** Stages of the last probe, in order. */
  steps: Step[];
  facts: number[];
  /** What is proven of who answered; null where nothing is. */
  proof: Proof | null;
  /** The chains it sent, each once, the headline's first. */
  certificates: CertificateChain[];
  /** What more was asked of it; null at depth headline, until it begins, and where there is no TLS. */
  exploration: Exploration | null;
  /** What each lens says about it; empty until its exploration is done, and where there is none. */
  lenses: LensJudgements[];
}

/** What an address turned out to be. */
export type Outcome = 
  | 'encrypted' // Every sender that hands mail over encrypts it.
  | 'depends' // Encrypted or readable: it depends on the sender, or on chance.
  | 'no-starttls' // It speaks SMTP and offers no STARTTLS.
  | 'no-ehlo' // It refuses EHLO, so senders say HELO and cannot encrypt.
  | 'starttls-refused' // It offers STARTTLS, and gave no go-ahead.
  | 'handshake-failed' // TLS was begun and failed, or did not finish.
  | 'proof-failed' // A signature, MAC or Finished did not verify.
  | 'temporarily-refused' // A 4yz greeting or reply to EHLO and HELO, or 421.
  | 'permanently-refused' // A greeting, or replies to EHLO and HELO, that are no go-ahead. It may be about where the check asked from.
  | 'unreachable' // TCP was refused, the host is away, or nobody answered in time.
  | 'no-route' // The relay's own network has no way to the address; it may have no IPv6.
  | 'not-public' // A special address: nobody on the internet can reach it, by the relay's word.
  | 'silent' // It took the connection, and gave no whole answer in time.
  | 'broken-smtp' // It broke off, or spoke something else, too early to tell.
  | 'not-probed' // The relay would not connect, was lost, or the check ended first.;

/** What a sending system does with mail. */
export type Delivery = 
  | 'unknown' // Could not be established.
  | 'encrypts' // Hands it over encrypted.
  | 'readable' // Hands it over readable.
  | 'defers' // Hands nothing over now.;

export interface Step {
  stage: Stage;
  /** When it was reached, since the stream began. */
  at_us: number;
}

/** What the relay did last in a stream, as in mailglass.v1. */
export type Stage = 'connecting' | 'connected' | 'greeting' | 'ehlo' | 'starttls' | 'handshake' | 'session' | 'closing';

/** That whoever answered holds a key that a trusted authority certified for this name. The address, the port and that STARTTLS led there are no part of it. */
export interface Proof {
  name: string;
  assurance: Assurance;
  reason: Reason;
}

/** How it is known: by a signature of the server over this very conversation, which anybody can check; by keys that whoever made the check shared with the server, which is proof to him alone; from bytes as the relay delivered them; as its word (assurance.md). */
export type Assurance = 'verified' | 'authenticated' | 'observed' | 'reported';

/** Why it is no surer and no less sure than that (assurance.md). */
export type Reason = 'signed' | 'key-signed' | 'zone-signed' | 'finished' | 'dated' | 'unfinished' | 'unnamed' | 'delivered' | 'compared' | 'told';

/** A chain as sent, and what of it is proven, at the time of the check with the report's roots. */
export interface CertificateChain {
  /** Whether it is the one of the headline's handshake. */
  headline: boolean;
  /** Whether it was sent to a ClientHello that named the host. */
  with_server_name: boolean;
  /** That these certificates are what the server sent. */
  assurance: Assurance;
  /** Whether a handshake, or a signature over a key exchange, showed that whoever answered holds the key. */
  key_proven: boolean;
  /** That whoever answered holds the key of a certificate for this name. */
  key_assurance: Assurance;
  /** Chain and name, judged; null while there are no roots. */
  trust: ChainTrust | null;
  /** Whether the path's certificates were sent in the path's order. */
  in_order: boolean;
  /** As sent, in order. */
  sent: SentCertificate[];
  /** From the server's own to the root if trusted; otherwise as far as it could be built. */
  path: PathStep[];
  /** The issuer that the path broke off for; null if it did not. */
  missing: {
    /** The issuer's name, in one line. */
    name: string;
    /** Where its certificate is said to be; empty if nowhere. */
    url: string;
  } | null;
  stapled: boolean | null;
  /** The OCSP answer that came; null if none did. */
  staple: Staple | null;
  /** Sent as a TLS extension (RFC 6962 section 3.3.1). */
  timestamps: Timestamp[];
  /** That the server sent the OCSP answer and the timestamps along. */
  along_assurance: Assurance;
  evidence: StreamBytes[];
}

export interface ChainTrust {
  status: 'trusted' | 'self-signed' | 'untrusted-root' | 'missing-intermediate' | 'expired' | 'not-yet-valid' | 'bad-signature' | 'weak-key-or-digest' | 'wrong-purpose' | 'invalid-ca' | 'no-certificate' | 'other';
  /** The judgement in plain words. */
  words: Words;
  name: 'exact' | 'wildcard' | 'none';
  /** The certificate's name that matches; empty if none. */
  identifier: string;
  /** Of the judgement, which rests on the day of the check. */
  assurance: Assurance;
}

/** A certificate that was sent. Behind `certificate` stands more about it, if it can be read. */
export interface SentCertificate {
  /** The first; others; those issued by themselves. */
  role: 'leaf' | 'intermediate' | 'root';
  /** In the path; its end; another for a name and key of it; sent before; none of these; unknown: the path broke off. */
  use: 'unknown' | 'path' | 'root' | 'cross-signed' | 'duplicate' | 'extra';
  /** Whether it is the issuer, by name and key identifier, of the one before (RFC 5246 section 7.4.2). */
  certifies_previous: boolean;
  /** Null if it cannot be read. */
  certificate: Certificate | null;
  days_left?: number;
  /** Whether it may issue certificates (RFC 5280 section 4.2.1.9). */
  is_ca?: boolean;
  /** Whether its key is below 112 bits of strength. */
  weak_key?: boolean;
  /** Whether its signature is below 112 bits: SHA-1, MD5. */
  weak_signature?: boolean;
  /** How its holder was validated, by the CA/Browser Forum's policy it claims; empty if none. */
  validation?: '' | 'DV' | 'OV' | 'IV' | 'EV';
  /** TLS feature status_request (RFC 7633). */
  must_staple?: boolean;
  /** Where its OCSP status is to be had; empty if it does not say. */
  ocsp_url?: string;
  /** Where its issuer's certificate is; empty if it does not say. */
  issuer_url?: string;
  /** Where its revocation list is; empty if it does not say. */
  crl_url?: string;
  /** Embedded (RFC 6962 section 3.3). */
  timestamps?: Timestamp[];
  /** Extensions that are there and cannot be read. */
  unreadable?: string[];
}

/** The server's own certificate (RFC 5280). */
export interface Certificate {
  /** In one line, as in RFC 4514. */
  subject: string;
  /** In one line, as in RFC 4514. */
  issuer: string;
  /** Serial number in hex. */
  serial: string;
  /** subjectAltName: dNSName. */
  dns_names: string[];
  /** subjectAltName: iPAddress. */
  ip_addresses: string[];
  /** Common name of the subject; empty if none. */
  common_name: string;
  /** Seconds since 1970-01-01T00:00:00Z. */
  not_before: number;
  /** Seconds since 1970-01-01T00:00:00Z. */
  not_after: number;
  /** RSA, EC, Ed25519 … */
  key_type: string;
  /** Size of the key. */
  key_bits: number;
  /** P-256 …; empty where there is no choice of curve. */
  key_curve: string;
  /** OpenSSL's long name of it. */
  signature_algorithm: string;
  /** SHA-256 over the certificate's DER. */
  sha256: string;
  /** SHA-256 over the SubjectPublicKeyInfo's DER. */
  spki_sha256: string;
  /** Whether subject and issuer are the same name. */
  self_issued: boolean;
}

export interface Timestamp {
  /** Id of the log: SHA-256 of its key. */
  log: string;
  /** Its time, Unix time in milliseconds. */
  unix_ms: number;
}

export interface PathStep {
  /** In one line, as in RFC 4514. */
  subject: string;
  /** SHA-256 over the certificate's DER. */
  sha256: string;
  /** Its place among those sent; null if it was taken from the roots. */
  sent: number | null;
}

/** An OCSP answer (RFC 6960) that came along with a certificate. Behind `words` stands more if it is about this certificate. */
export interface Staple {
  /** What the issuer says of it; out of date; not signed by who may; about another certificate; no answer; no OCSP. */
  worth: 'good' | 'revoked' | 'unknown' | 'stale' | 'unproven' | 'other-certificate' | 'refused' | 'unreadable';
  /** The same in words. */
  words: Phrase;
  /** What it says, whoever signed it. */
  status?: 'good' | 'revoked' | 'unknown';
  /** Since when it is known to hold, in Unix seconds, as all times here. */
  this_update?: number;
  /** When it ends; null if it does not say. */
  next_update?: number | null;
  /** When it was revoked; null if it was not. */
  revoked_at?: number | null;
  /** RFC 5280 section 5.3.1; empty if none is given. */
  reason?: string;
  /** Whose signature it bears: the issuer's, that of a responder with a certificate of the issuer for it, or neither. */
  signer?: 'nobody' | 'issuer' | 'delegate';
  /** Whether the check's time lies between this and the next update. */
  current?: boolean;
}

/** Bytes of a probe's stream. */
export interface StreamBytes {
  /** Id of the probe. */
  stream: number;
  /** Whose bytes: the mail server's, or those said to it. */
  direction: 'from-server' | 'to-server';
  /** Of the first byte, within the stream and direction. */
  offset: number;
  /** Number of bytes. */
  length: number;
  lookup?: undefined;
}

/** Everything an address's TLS says, asked within a budget of connections. */
export interface Exploration {
  /** How much is asked. */
  depth: 'quick' | 'standard' | 'full';
  /** Whether nothing more will be asked. */
  done: boolean;
  budget: {
    /** How many it may take. */
    allowed: number;
    /** How many it took so far. */
    used: number;
    /** How many the server refused for their rate; not counted. */
    turned_away: number;
    /** How many the relay would not make, or lost: not the server's doing, and not counted. */
    lost: number;
    /** How many run now. */
    running: number;
  };
  pace: {
    /** Whether the server asked for a slower pace. */
    slowed: boolean;
    /** Time between two connections. */
    spacing_us: number;
    /** When the next question's turn comes, since the check began; null if only an answer can help. */
    next_at_us: number | null;
  };
  /** SSL 3.0 to TLS 1.3, the newest first. */
  versions: VersionReport[];
  /** What has a yes or no of its own, always all of them. */
  properties: Property[];
  /** How large a ClientHello was taken. */
  sizes: {
    /** Size of the ClientHello. */
    bytes: number;
    support: Support;
    evidence: StreamBytes[];
  }[];
  /** Finite-field Diffie-Hellman primes seen, each once. */
  dh: {
    /** Size of the prime. */
    bits: number;
    /** Where the prime is from, if it is a known one; else empty. */
    known_prime: string;
    /** IANA's name of the suite it came with. */
    suite: string;
    evidence: StreamBytes[];
  }[];
  /** SignatureSchemes the server signed with, in TLS 1.2 and newer. */
  signature_schemes: {
    id: string;
    /** IANA's name. */
    name: string;
    evidence: StreamBytes[];
  }[];
  /** What leaving out server_name changes. */
  sni: 'unknown' | 'none' | 'other-certificate' | 'refused';
  /** Known weaknesses that would follow from facts alone, always all of them. */
  weaknesses: Weakness[];
  /** What was to be learnt and was not. */
  not_established: ({
    /** What is open. */
    what: Phrase;
    /** Why, for programs; not-reached: still to come, depth: asked at a greater depth only. */
    why: 'budget' | 'unclear' | 'turned-away' | 'not-reached' | 'depth';
    /** Why, in words. */
    reason: Words;
    /** What the server said about it; null if nothing. */
    server_words: string | null;
  })[];
  /** The ClientHellos that were answered, the headline's included. */
  questions: {
    /** Id of the probe. */
    stream: number;
    /** Size of the ClientHello. */
    hello_bytes: number;
    /** What the server did, in words. */
    answer: Phrase;
  }[];
}

/** One protocol version. */
export interface VersionReport {
  version: 'SSL 3.0' | 'TLS 1.0' | 'TLS 1.1' | 'TLS 1.2' | 'TLS 1.3';
  support: Support;
  evidence: StreamBytes[];
  /** Cipher suites asked about with a conclusion. */
  suites: Choice[];
  /** Groups asked about with a conclusion. */
  groups: Choice[];
  /** Whose order decides among suites that both sides have. */
  preference: 'unknown' | 'server' | 'client' | 'mixed';
  /** Suites in the server's own order, as far as established. */
  order: string[];
  /** Whether every accepted suite is in the order. */
  order_complete: boolean;
}

/** Unknown: not asked, or not clear. */
export type Support = 'yes' | 'no' | 'unknown';

/** A cipher suite or group. */
export interface Choice {
  id: string;
  /** IANA's name. */
  name: string;
  support: Support;
  evidence: StreamBytes[];
}

export interface Property {
  /** Which property, for programs. */
  code: 'ssl2' | 'extended-master-secret' | 'encrypt-then-mac' | 'secure-renegotiation' | 'session-ticket' | 'session-id' | 'session-resumption' | 'fallback-scsv' | 'downgrade-sentinel-tls12' | 'downgrade-sentinel-tls11' | 'ocsp-staple' | 'sct' | 'alpn' | 'heartbeat' | 'compression' | 'sha1-signatures' | 'client-certificate' | 'rsa-certificate' | 'ecdsa-certificate' | 'unknown-values' | 'future-version';
  /** Which property, in words. */
  label: Phrase;
  /** Unknown: not asked, or not clear. Not applicable: it cannot be there with the versions supported. */
  support: 'yes' | 'no' | 'unknown' | 'not-applicable';
  /** Why it cannot be there; empty where it can. */
  why: Words;
  evidence: StreamBytes[];
}

export interface Weakness {
  /** Which weakness, for programs. */
  code: 'tls.ssl2' | 'tls.drown' | 'tls.old-versions' | 'tls.suites.export' | 'tls.suites.null' | 'tls.suites.anonymous' | 'tls.suites.rc4' | 'tls.suites.des' | 'tls.suites.sweet32' | 'tls.suites.static-rsa' | 'tls.freak' | 'tls.logjam.export' | 'tls.cbc.tls10' | 'tls.cbc' | 'tls.poodle' | 'tls.dh.small' | 'tls.dh.common' | 'tls.curves.small' | 'tls.signatures.sha1' | 'tls.compression' | 'tls.renegotiation' | 'tls.fallback' | 'tls.extended-master-secret';
  /** Which weakness, in words. */
  title: Phrase;
  /** The document that calls it one. */
  reference: string;
  /** Whether it is there; open: not wholly asked, or not answered. */
  verdict: 'present' | 'absent' | 'open';
  /** How much mail has to mind it when it is there; null: not at all. The finding it leads to has the same. */
  severity: 'info' | 'warning' | 'bad' | null;
  /** What it follows from, or what is missing. */
  because: Phrase;
  /** The accepted cipher suites that bring it about; empty where it does not follow from suites. */
  suites: Accepted[];
  /** The accepted groups that bring it about; empty where it does not follow from groups. */
  groups: Accepted[];
  evidence: StreamBytes[];
}

/** A cipher suite or group accepted in a version. */
export interface Accepted {
  version: 'SSL 3.0' | 'TLS 1.0' | 'TLS 1.1' | 'TLS 1.2' | 'TLS 1.3';
  id: string;
  /** IANA's name. */
  name: string;
}

/** What a lens says about an address. */
export interface LensJudgements {
  lens: LensCode;
  /** How many rules are met. */
  met: number;
  /** How many are violated. */
  violated: number;
  /** How many could not be judged. */
  not_established: number;
  /** How many are about something the server does not have. */
  not_applicable: number;
  /** Every rule of the lens, in its order. */
  rules: RuleJudgement[];
}

/** Which lens, for programs. */
export type LensCode = 'rfc9325' | 'mozilla-intermediate' | 'mozilla-modern' | 'ncsc-nl' | 'bsi-tr-02102-2' | 'nist-sp-800-52r2';

export interface RuleJudgement {
  /** The rule's code. */
  code: string;
  /** Violated: a fact proves it. Met: every fact it needs supports it. */
  status: 'met' | 'violated' | 'not-established' | 'not-applicable';
  /** What was seen, or which fact is unknown. */
  why: Words;
  evidence: StreamBytes[];
}

/** Something established, with how sure it is and the bytes that prove it. */
export interface Fact {
  /** Its number within this report. */
  id: number;
  /** What kind of fact, for programs; a weakness's code where the exploration showed one that mail has to mind. */
  code: 'dns.mx' | 'dns.no_mx' | 'dns.mx_dnssec' | 'dns.mx_alias' | 'dns.tlsa' | 'dns.tlsa_unsigned' | 'dns.no_tlsa' | 'dns.mta_sts' | 'dns.mta_sts_ambiguous' | 'dns.mta_sts_invalid' | 'dns.no_mta_sts' | 'dns.tls_rpt' | 'dns.tls_rpt_invalid' | 'dns.caa' | 'dns.ptr' | 'dns.no_ptr' | 'smtp.greeting' | 'smtp.ehlo_refused' | 'smtp.capabilities' | 'smtp.starttls_offered' | 'smtp.starttls_reply' | 'smtp.inside_capabilities' | 'smtp.inside_reply' | 'smtp.inside_left' | 'smtp.breaks_standard' | 'smtp.starttls_sometimes' | 'tls.failure' | 'tls.version' | 'tls.suite' | 'tls.group' | 'tls.dh_bits' | 'tls.static_rsa' | 'tls.signature_scheme' | 'tls.hello_retry' | 'tls.client_certificate_requested' | 'x509.leaf' | 'x509.key' | 'x509.validity' | 'x509.chain' | 'x509.name' | 'x509.trust' | 'x509.other_leaf' | 'x509.weak' | 'x509.must_staple' | 'x509.staple' | 'tls.ssl2' | 'tls.drown' | 'tls.suites.export' | 'tls.freak' | 'tls.logjam.export' | 'tls.suites.null' | 'tls.suites.rc4' | 'tls.suites.des' | 'tls.poodle' | 'tls.dh.small' | 'tls.dh.common' | 'tls.renegotiation' | 'tls.old-versions' | 'tls.suites.sweet32' | 'tls.suites.static-rsa';
  /** What kind of fact, in words. */
  label: Phrase;
  /** The fact in words. */
  text: Words;
  /** The fact for programs; its form follows from the code. */
  value: unknown;
  assurance: Assurance;
  reason: Reason;
  subject: Subject;
  /** Where the bytes are; empty where they have no place of their own. */
  evidence: (StreamBytes | LookupBytes)[];
}

/** What something is about: a host, one of its addresses, or the domain (empty). */
export interface Subject {
  host?: string;
  address?: string;
}

/** Bytes of a DNS message. */
export interface LookupBytes {
  /** Id of the lookup. */
  lookup: number;
  /** Of the first byte, within the message. */
  offset: number;
  /** Number of bytes. */
  length: number;
}

/** What facts mean for people. */
export interface Finding {
  /** Which finding, for programs; a result type of RFC 8460 section 4.3 where one fits. */
  code: 'starttls-not-supported' | 'starttls-stripped' | 'proof-failed' | 'plaintext-after-starttls' | 'starttls-refused' | 'starttls-sometimes' | 'client-certificate-required' | 'senders-differ' | 'mx-not-public' | 'mx-is-address' | 'null-mx-beside-others' | 'smtp-not-standard' | 'server-name-intolerant' | 'validation-failure' | 'certificate-host-mismatch' | 'certificate-expired' | 'certificate-not-yet-valid' | 'certificate-issuer-expired' | 'certificate-issuer-not-yet-valid' | 'certificate-not-trusted' | 'certificate-weak' | 'certificate-expires-soon' | 'certificate-must-staple' | 'certificate-revoked' | 'certificate-staple-useless' | 'certificate-chain-order' | 'certificates-differ-untrusted' | 'ssl2-accepted' | 'tls-old-version' | 'no-forward-secrecy' | 'large-hello-intolerant' | 'first-hello-refused' | 'export-grade-accepted' | 'null-encryption-accepted' | 'broken-ciphers-accepted' | 'ssl3-accepted' | 'small-dh' | 'insecure-renegotiation' | 'old-choices-accepted' | 'no-downgrade-protection' | 'downgrade-protection-published' | 'null-mx' | 'implicit-mx' | 'mx-is-alias' | 'certificate-renewal-due' | 'certificate-long-validity' | 'certificate-chain-extra' | 'certificate-root-sent' | 'same-key' | 'certificates-differ' | 'client-certificate-requested' | 'slow-greeting' | 'post-quantum' | 'tls-1.3' | 'certificate-verified' | 'certificates-rsa-and-ecdsa' | 'mx-signed' | 'tls-reports-wanted' | 'tls-reports-invalid' | 'issuers-named' | 'reverse-name-missing' | 'dane-mismatch' | 'dane-partly' | 'tlsa-invalid' | 'dane-ignored' | 'dane-renewal' | 'dane-holds' | 'sts-mx-left-out' | 'sts-certificate' | 'sts-record-invalid' | 'sts-policy-fetch-error' | 'sts-policy-invalid' | 'sts-testing-fails' | 'sts-testing' | 'sts-holds';
  /** How bad it is. */
  severity: Severity;
  /** That of its weakest fact, or less. */
  assurance: Assurance;
  reason: Reason;
  /** In a few words. */
  title: Phrase;
  /** In plain words. */
  text: Phrase;
  /** What to do about it; empty if nothing. */
  advice: Words;
  /** The addresses it is about; empty for the whole domain. */
  subjects: Subject[];
  facts: number[];
  /** What is to be copied, behind the text, such as DNS records that would fit. There only where there is such. */
  lines?: string[];
}

/** How bad it is. */
export type Severity = 'good' | 'info' | 'warning' | 'bad';

export interface NotEstablished {
  /** The outcome of an address that leaves open whether it encrypts, or another reason. */
  code: 'starttls-refused' | 'handshake-failed' | 'proof-failed' | 'temporarily-refused' | 'permanently-refused' | 'unreachable' | 'no-route' | 'silent' | 'broken-smtp' | 'not-probed' | 'dns-lookup-failed' | 'too-many-addresses' | 'too-many-servers' | 'dane-unknown' | 'mta-sts-unknown';
  subject: Subject;
  /** What is open. */
  what: Phrase;
  /** Why it is open. */
  why: Words;
  /** What the server said about it; null if nothing. */
  server_words: Words | null;
}

export interface Limit {
  /** Which limit, for programs. */
  code: 'per-connection' | 'names-from-dns' | 'today-only' | 'each-hop' | 'outward-only' | 'mail-clients';
  /** In a few words. */
  title: Phrase;
  /** In plain words. */
  text: Phrase;
  /** What can be done about it. */
  offer: Phrase;
}

/** A published standard as a table of rules. */
export interface Lens {
  code: LensCode;
  /** Its short name. */
  title: string;
  /** The document. */
  document: string;
  /** Which edition of the document the rules are from. */
  edition: string;
  /** Where the document is published. */
  link: string;
  /** Its rules in the document's order; empty until an address can be judged by them. */
  rules: LensRule[];
}

export interface LensRule {
  /** Which rule, for programs; unique within its lens. */
  code: string;
  /** Section of the document, or the member it is from. */
  section: string;
  /** How strongly the document puts it. */
  level: 'required' | 'recommended';
  /** The requirement in plain words. */
  text: Phrase;
}

/** One connection to a mail server. */
export interface ProbeReport {
  id: number;
  host: string;
  address: string;
  /** TCP port 25 with STARTTLS (RFC 3207). */
  service: 'smtp';
  /** What it was for: topic.headline; topic.smaller-hello, where the headline was left without an answer; or an exploration's topic. */
  purpose: Phrase;
  /** Bytes the server sent. */
  bytes_in: number;
  /** Bytes said to it. */
  bytes_out: number;
  end: ConnectionEnd;
  /** More about the end; may be empty. */
  why: Words;
  /** What was said in the clear, in order of time: of each side at most 100 lines and some 4,000 characters. All of it is in the evidence. */
  dialogue: DialogueLine[];
  /** The TLS messages, in order. */
  tls: TlsMessage[];
  /** What came of a second EHLO, inside TLS; not there where none was said. */
  inside?: InsideTls;
}

/** mailglass.v1's end; or refused by the relay, relay lost, protocol broken by it; null while it runs. */
export type ConnectionEnd = 'done' | 'peer-closed' | 'peer-reset' | 'connect-refused' | 'unreachable' | 'no-route' | 'timeout' | 'limit-reached' | 'not-smtp' | 'cancelled' | 'refused' | 'relay-lost' | 'relay-broken' | null;

export interface DialogueLine {
  /** Who said it. */
  from: 'server' | 'relay';
  /** The line without its ending, cut after 1,000 bytes, or where as much is quoted as may be; an ellipsis stands where something is left out. */
  text: string;
  /** When its end travelled, since the stream began. */
  at_us: number;
  /** Of its first byte, within the stream and direction. */
  offset: number;
  /** Number of bytes, line ending included. */
  length: number;
}

/** A handshake message, or an alert of the server's. */
export interface TlsMessage {
  /** Who said it. */
  from: 'server' | 'client';
  /** As in RFC 8446 and RFC 5246: ServerHello, Alert … */
  name: Words;
  /** In one line; may be empty. */
  summary: Words;
  /** Whether it travelled encrypted, and was decrypted here. */
  encrypted: boolean;
  /** Label and text of each detail. */
  details: [Phrase, Words][];
  /** Of its first byte, within the server's stream; null where it has no place there in the clear. */
  offset: number | null;
  /** Number of bytes, or null like offset. */
  length: number | null;
}

/** What came of a second EHLO, inside TLS; not there where none was said. */
export interface InsideTls {
  /** Where it stands. */
  state: 'awaited' | 'answered' | 'unreadable' | 'left' | 'refused';
  /** What the server said there, decrypted. Time and place are those of the records it came in. */
  lines: DialogueLine[];
}

/** One DNS lookup. */
export interface LookupReport {
  id: number;
  name: string;
  /** Type asked for; what signatures rest on included. */
  rr: 'MX' | 'A' | 'AAAA' | 'TXT' | 'TLSA' | 'DS' | 'DNSKEY' | 'CAA' | 'PTR';
  /** DNSSEC status of the answer; pending: none yet; failed: none; refused: the relay would not ask. */
  status: 'pending' | 'secure' | 'insecure' | 'bogus' | 'indeterminate' | 'failed' | 'refused';
  /** IANA's name of the response code, or RCODE and its number; null without a readable message. */
  rcode: string | null;
  /** More about the status; may be empty. */
  why: Words;
  /** How long it took; null without an answer. */
  us: number | null;
  /** Records of the answer section in presentation form, DNSSEC's included. */
  records: string[];
  /** The signatures that were checked here; null where none were. */
  chain: SignatureChain | null;
}

/** The chain of signatures from a trust anchor down to an answer from DNS (dnssec.md), as far as it holds. */
export interface SignatureChain {
  /** RFC 4033 section 5: proven; proven not to be signed; it should be provable and is not. */
  state: 'secure' | 'insecure' | 'bogus';
  /** Why it is not secure; empty where it is. */
  why: '' | 'no-anchor' | 'unsigned-delegation' | 'opt-out' | 'unsupported-algorithm' | 'unsupported-digest' | 'many-iterations' | 'unanswered' | 'signature-missing' | 'signature-expired' | 'signature-not-yet-valid' | 'signature-invalid' | 'signature-unsupported' | 'signature-malformed' | 'key-missing' | 'signer-not-zone' | 'keys-missing' | 'no-entry' | 'denial-missing' | 'denial-insufficient' | 'wildcard-unproven' | 'contradiction' | 'alias-endless' | 'alias-forged' | 'too-much-work';
  /** The zone where security ends, or the name and type of what is wrong; empty where it is secure. */
  where: string;
  /** The signature or record that is wrong; null where it is not one. */
  at: LookupBytes | null;
  /** From zone to zone, the anchor's first. */
  links: SignatureLink[];
  /** Signed records besides the links'. */
  sets: SignatureSet[];
  /** What is proven not to be there. */
  denials: SignatureDenial[];
}

/** A zone, and the key by which it is entered: it is named by the zone above, or it is a trust anchor, and it signs the zone's keys. */
export interface SignatureLink {
  /** Its name. */
  zone: string;
  /** IANA's number of the digest by which the zone above names the key; null for a trust anchor. */
  digest: number | null;
  key: SignatureKey;
  /** When the first of its signatures ends, Unix time in seconds. */
  until: number;
  /** The record that names the key and its signature, the key, and the signature over the zone's keys. */
  evidence: LookupBytes[];
}

/** A zone's key (RFC 4034 section 2). */
export interface SignatureKey {
  /** Its tag (RFC 4034 appendix B). */
  tag: number;
  /** IANA's number of its algorithm. */
  algorithm: number;
  /** Of the modulus, for RSA; 0 for others. */
  bits: number;
}

/** Records of one name and type, with a signature that was verified. */
export interface SignatureSet {
  name: string;
  /** Their type. */
  rr: string;
  /** Whose key signed them. */
  zone: string;
  key: SignatureKey;
  /** When the signature begins to hold, Unix time in seconds. */
  from: number;
  /** When it ceases to. */
  until: number;
  /** The name that they were made from, where it is a wildcard; else empty. */
  wildcard: string;
  /** The records, then the signature. */
  evidence: LookupBytes[];
}

/** What NSEC or NSEC3 records prove not to be there; their signatures are among the sets. */
export interface SignatureDenial {
  name: string;
  /** The type that was asked for. */
  rr: string;
  /** What is not there. */
  what: Denied;
  /** By NSEC3 (RFC 5155). */
  hashed: boolean;
  /** An unsigned zone may be there all the same (RFC 5155 section 6). */
  opt_out: boolean;
  /** The records. */
  evidence: LookupBytes[];
}

/** What is not there. */
export type Denied = 
  | 'data' // Records of this type.
  | 'name' // The name.
  | 'closer-match' // A name closer than the wildcard.
  | 'delegation' // A signed zone: one begins here, and is not signed.
  | 'zone-cut' // A zone that begins here.;

/** What senders do (senders.md) about somebody who interferes. */
export interface Interference {
  /** Of the domain. */
  protection: Protection;
  /** Each sender, in the order of the table. */
  senders: Stand[];
}

/** Of the domain. */
export type Protection = 
  | 'not-protected' // No sender holds.
  | 'depends' // Some senders that check hold, others do not or are not known.
  | 'protected' // Every sender that checks this domain's servers holds.;

/** How one sender stands. */
export interface Stand {
  /** Its code (senders.md). */
  sender: string;
  /** It is set up so for chosen partners, and says nothing of the domain's protection. */
  partners: boolean;
  /** What becomes of its mail. */
  standing: Standing;
  /** When nobody interferes. */
  untouched: MailOutcome;
  /** The attack that exposes the mail, by its code (senders.md); null where none does, but for first visits. */
  undone_by: string | null;
  /** What it does under that attack. */
  undone: MailOutcome | null;
  /** Who keeps the policy from it at its first visit gets at the mail (RFC 8461 section 10). */
  open_at_first: boolean;
}

/** What becomes of its mail. */
export type Standing = 
  | 'unknown' // Could not be established.
  | 'unchecking' // It asks nothing of these servers: whoever interferes can read the mail.
  | 'holds' // No attack gets at the mail.
  | 'undone' // It asks for a proof, and an attack talks it out of that or leads it elsewhere.
  | 'refuses' // It delivers nothing, though nobody interferes.;

/** What becomes of a mail. */
export interface MailOutcome {
  /** How it was handed over, or that it was kept or given back. */
  result: 'unknown' | 'readable' | 'encrypted' | 'authenticated' | 'deferred' | 'bounced';
  /** How the sender told whom it was handed to. */
  proof: 'none' | 'dane' | 'policy' | 'configured';
  /** Why. */
  why: 'not-seen' | 'not-documented' | 'proven' | 'unchecked' | 'tlsa-unusable' | 'no-offer' | 'refused' | 'failed-handshake' | 'certificate-unproven' | 'tlsa-mismatch' | 'tlsa-lookup-failed' | 'tlsa-missing' | 'mx-unsigned' | 'not-in-policy' | 'takes-nothing';
  /** It was handed to whoever interferes, be it encrypted. */
  to_attacker: boolean;
}

/** What was asked of a policy's host, and what was read in its answer. */
export interface PolicyHost {
  host: string;
  /** What senders that follow the standard make of it. */
  state: PolicyState;
  /** Why there is none: its host has no address, proved no name, gave no usable answer, or the answer is none by the standard. */
  missing: 'no-address' | 'not-proven' | 'not-answered' | 'invalid' | null;
  /** Which rule it breaks, if it is invalid. */
  flaw: PolicyFlaw | null;
  /** For how many seconds senders keep it. */
  max_age: number | null;
  /** The mail servers that it names, as it has them. */
  mx: string[];
  /** One after another, until one answered. */
  connections: PolicyConnection[];
}

/** What senders that follow the standard make of it. */
export type PolicyState = 
  | 'unknown' // Could not be established, or not yet.
  | 'none' // Its mode is none.
  | 'unreachable' // It is announced, and there is none.
  | 'testing' // On trial.
  | 'enforce' // In force.;

export interface PolicyFlaw {
  /** Its code. */
  rule: string;
  /** The section of the standard. */
  source: string;
}

/** One connection to a policy's host. */
export interface PolicyConnection {
  id: number;
  address: string;
  /** Of TCP. */
  port: number;
  /** Bytes the host sent. */
  bytes_in: number;
  /** Bytes said to it. */
  bytes_out: number;
  end: ConnectionEnd;
  /** More about the end; may be empty. */
  why: Words;
  /** The TLS messages, in order; each is in `handshake`, and has no place of its own. */
  tls: TlsMessage[];
  /** Where the host's side of the handshake stands. */
  handshake: StreamBytes;
  /** What the host sent to prove its name; null if nothing came. */
  certificate: CertificateChain | null;
  /** What the relay was asked to say inside TLS, line by line; empty if nothing. That it said this is its word (assurance.md). */
  request: string[];
  /** What the host said inside TLS; null where nothing was asked. */
  answer: PolicyAnswer | null;
}

export interface PolicyAnswer {
  /** HTTP's; null where no whole response came. */
  status: number | null;
  /** Decrypted. Time and place are those of the records it came in. */
  lines: DialogueLine[];
  /** The records it came in. */
  evidence: StreamBytes;
}
