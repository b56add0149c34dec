#pragma once
// Sets of records and the signatures over them (RFC 4034 section 3, RFC 4035 section 5.3), within the bounds of one
// validation.

#include <span>
#include <variant>
#include <vector>

#include "dnssec/validate.h"

namespace mailglass::dnssec {

struct ZoneKey {
  dns::Dnskey data;
  At at;
};
/// A zone whose keys are proven.
struct Zone {
  dns::Name name;
  std::vector<ZoneKey> keys;
};

/// Records of one owner and type in one section, and the RRSIGs over them there.
struct Rrset {
  Question of;
  const Lookup* lookup = nullptr;
  std::vector<const dns::Record*> records, signatures;
};
Rrset rrset_of(const Lookup& lookup, const std::vector<dns::Record>& section, const dns::Name& owner, dns::Type type);
/// The signers that a set's RRSIGs name, as they stand.
std::vector<dns::Name> signers_of(const Rrset& set);

At place_of(const Lookup& lookup, const dns::Record& record);

/// `name` without its first labels, so that `count` are left; `count` is at most what it has.
dns::Name last_labels(const dns::Name& name, std::size_t count);
/// "*" below it; nothing where that would be too long.
std::optional<dns::Name> wildcard_of(const dns::Name& encloser);

/// Why something is bogus.
struct Failure {
  WhyBogus why = WhyBogus::SignatureMissing;
  Question where;
  std::optional<At> at = {};
};

class Verifier {
 public:
  Verifier(std::int64_t time, const Settings& settings, Memo* memo) : time_(time), settings_(settings), memo_(memo) {}

  /// The set's place in `chain.signatures`, once a key of the zone is seen to have signed it.
  std::variant<std::size_t, Failure> verify(const Rrset& set, const Zone& zone);
  /// The hash of NSEC3; nothing once that was done too often.
  std::optional<Bytes> hash(const dns::Name& name, ByteView salt, unsigned iterations);
  [[nodiscard]] bool exhausted() const { return exhausted_; }
  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] const Work& work() const { return work_; }

  Chain chain;

 private:
  std::optional<Failure> unusable(const Rrset& set, const dns::Record& record, const Zone& zone) const;
  std::optional<Failure> try_keys(const Rrset& set, const dns::Record& record, const Zone& zone);
  bool check(std::uint8_t algorithm, ByteView key, ByteView data, ByteView signature);
  std::int64_t near_now(std::uint32_t seconds) const;

  std::int64_t time_;
  const Settings& settings_;
  Memo* memo_;
  Work work_;
  bool exhausted_ = false;
};

}  // namespace mailglass::dnssec
