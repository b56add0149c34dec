#pragma once
// DNSSEC as a pure function (RFC 4033, 4034, 4035, 5155, 6840): from raw answers, a time and trust anchors to what they
// prove. It looks nothing up: what it lacks it names, and the caller asks again with more. docs/dnssec.md says what is
// judged how.

#include <cstdint>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "dns/dnssec_rdata.h"
#include "dns/message.h"
#include "dnssec/algorithms.h"

namespace mailglass::dnssec {

/// A name and a type to be looked up, with the DO bit and without a validator in between (CD, or one that iterates).
struct Question {
  dns::Name name;
  std::uint16_t type = 0;
  friend bool operator==(const Question&, const Question&) = default;
};

/// A lookup that came to its end. Of several with the same question the first counts.
struct Lookup {
  std::uint32_t id = 0;  ///< the caller's; evidence names it
  Question question;
  ByteView bytes;                         ///< the whole DNS message
  const dns::Message* message = nullptr;  ///< as parsed from `bytes`; none where there was no answer or no message
};

/// Bytes that prove something: a range of a lookup's message. The caller knows which stream that is.
struct At {
  std::uint32_t lookup = 0;
  ByteRange range;
  friend bool operator==(const At&, const At&) = default;
};

/// What is trusted to begin with: a DS of a zone's key (RFC 4035 section 4.4).
struct Anchor {
  dns::Name zone;
  dns::Ds ds;
};
/// IANA's, of the root: the keys 20326 (since 2017) and 38696 (since 2025).
const std::vector<Anchor>& root_anchors();

/// RFC 4035 5.4 [3]: bounds of the work for one answer, against those who would have it done in vain (CVE-2023-50387,
/// CVE-2023-50868).
struct Settings {
  Accepted accepted;
  unsigned max_nsec3_iterations = 100;  ///< more are insecure, RFC 9276 section 3.2
  unsigned max_keys_per_tag = 4;        ///< keys with the same tag and algorithm that one signature is tried with
  unsigned max_signatures = 8;          ///< signatures over one set of records that are tried
  unsigned max_failures = 16;           ///< checks of signatures that fail
  unsigned max_checks = 96;             ///< checks of signatures at all
  unsigned max_hashes = 64;             ///< names hashed for NSEC3
  unsigned max_zones = 40;              ///< names at which it is asked whether a zone begins
  unsigned max_aliases = 16;            ///< CNAMEs followed, as dns::resolve does
};

/// A key of a zone, as used.
struct Key {
  std::uint16_t tag = 0, flags = 0;
  std::uint8_t algorithm = 0;
  unsigned modulus_bits = 0;  ///< RSA; 0 for others
  At at;
};

/// A set of records whose signature was verified.
struct Signature {
  Question set;
  dns::Name signer;
  Key key;
  std::int64_t inception = 0, expiration = 0;  ///< Unix seconds, the ones nearest to the time given
  /// The owner of the record it was made from, where it is a wildcard (RFC 4035 section 5.3.4).
  std::optional<dns::Name> wildcard;
  At signature;
  std::vector<At> records;
};

/// From a zone to the next one below: its entry key is named by a DS of the zone above, or by an anchor.
struct Link {
  dns::Name zone;
  std::uint8_t digest_type = 0;
  Key entry;                              ///< the key that the DS is of, and that signs the zone's keys
  std::optional<At> ds;                   ///< none for an anchor
  std::size_t keys = 0;                   ///< index in `signatures` of the DNSKEYs' signature
  std::optional<std::size_t> delegation;  ///< and of the DSs'
};

enum class Denies : std::uint8_t {
  Data,         ///< the name has no records of this type
  Name,         ///< the name does not exist, nor a wildcard that would stand for it
  CloserMatch,  ///< no name closer than the wildcard exists (RFC 4035 section 5.3.4)
  Delegation,   ///< a zone begins here, and has no DS: it is not signed
  ZoneCut,      ///< no zone begins here
};
/// What NSEC or NSEC3 records proved; their own signatures are among `signatures`.
struct Denial {
  Question question;
  Denies what = Denies::Data;
  bool hashed = false;   ///< by NSEC3
  bool opt_out = false;  ///< an unsigned delegation may be where it says that there is nothing (RFC 5155 section 6)
  std::vector<At> records;
};

/// All that held, in the order in which it was needed: enough to draw it and to check it again.
struct Chain {
  std::vector<Link> links;
  std::vector<Signature> signatures;
  std::vector<Denial> denials;
};

/// What is proven about the question.
enum class Answer : std::uint8_t {
  Data,    ///< the records in the message's answer section, as dns::resolve finds them
  NoData,  ///< the name, or what it is an alias of, has none of this type
  NoName,  ///< … does not exist
};

/// RFC 4033 section 5: "Secure".
struct Secure {
  Answer answer = Answer::Data;
  Chain chain;
};

enum class WhyInsecure : std::uint8_t {
  NoAnchor,              ///< nothing trusted stands above
  UnsignedDelegation,    ///< proven: the zone has no DS
  OptOut,                ///< an NSEC3 with Opt-Out covers it: it need not be signed (RFC 5155 section 9.2)
  UnsupportedAlgorithm,  ///< all DSs are of algorithms that are not supported (RFC 4035 section 5.2)
  UnsupportedDigest,     ///< … or digests
  ManyIterations,        ///< NSEC3 with more than max_nsec3_iterations (RFC 9276 section 3.2)
};
/// RFC 4033 section 5: "Insecure", proven. The message's records are what some server said.
struct Insecure {
  WhyInsecure why = WhyInsecure::NoAnchor;
  dns::Name zone;  ///< where security ends
  Chain chain;
};

enum class WhyBogus : std::uint8_t {
  Unanswered,        ///< this lookup has no answer: none came, an error, no DNS message, or to another question
  SignatureMissing,  ///< signed records are expected here, and these are not
  SignatureExpired,  ///< RFC 4035 section 5.3.1
  SignatureNotYetValid,
  SignatureInvalid,      ///< cryptographically
  SignatureUnsupported,  ///< by algorithms that are not supported only, in a zone that must sign with another
  SignatureMalformed,    ///< more labels than the name (RFC 4035 section 5.3.1), or an NSEC made from a wildcard
  KeyMissing,            ///< the zone has no such key
  SignerNotZone,         ///< the signer is not the zone that the records are in
  KeysMissing,           ///< the zone has a DS and no DNSKEY
  NoEntry,               ///< no key of the zone fits any DS, or none that fits signs the keys
  DenialMissing,         ///< it is said that there is nothing, without any proof
  DenialInsufficient,    ///< and the NSEC or NSEC3 records do not prove it
  WildcardUnproven,      ///< records made from a wildcard, and not proven that no closer name exists
  Contradiction,         ///< the name does not exist, and here are its records
  AliasEndless,          ///< CNAMEs in a circle, or more than max_aliases
  AliasForged,           ///< a CNAME without signature that no DNAME explains (RFC 6672 section 5.3.1)
  TooMuchWork,           ///< a bound of Settings
};
/// RFC 4033 section 5: "Bogus": it should be provable, and is not.
struct Bogus {
  WhyBogus why = WhyBogus::Unanswered;
  Question where;        ///< the set of records, or what is denied
  std::optional<At> at;  ///< the signature or record that is wrong, where it is one
  Chain chain;           ///< what held until there
};

/// What must be looked up first. The first question is needed for certain; those behind it if the chain stays whole, so
/// that they may be asked at the same time.
struct Need {
  std::vector<Question> questions;
};

/// What it took; within the bounds of Settings.
struct Work {
  unsigned checks = 0, failures = 0, hashes = 0;
};

/// Signature checks remembered between calls. With it or without, results are the same.
class Memo {
 public:
  struct Check {
    Bytes what;  ///< SHA-256 over algorithm, key, data and signature
    bool holds = false;
  };
  std::vector<Check> checks;
};

struct Validation {
  std::variant<Need, Secure, Insecure, Bogus> result;
  Work work;
};
/// Judges the answer to `question`, which must be among `answers`. `time` is in Unix seconds. Never more than a bounded
/// number of calls leads to an end: each Need names something that is not among `answers`.
Validation validate(std::span<const Lookup> answers, const Question& question, std::int64_t time,
                    std::span<const Anchor> anchors = root_anchors(), const Settings& settings = {},
                    Memo* memo = nullptr);

}  // namespace mailglass::dnssec
