#pragma once
// What the NSEC and NSEC3 records of one zone in one message prove (RFC 4035 section 5.4, RFC 5155 section 8).

#include <optional>
#include <vector>

#include "dnssec/verifier.h"

namespace mailglass::dnssec {

struct VerifiedNsec {
  dns::Name owner;
  dns::Nsec data;
  At at;
};
struct VerifiedNsec3 {
  Bytes hash;
  dns::Nsec3 data;
  At at;
};

/// A proof, or none.
struct Proof {
  bool holds = false;
  bool opt_out = false;
  std::vector<At> records;
  explicit operator bool() const { return holds; }
};

/// RFC 6840 section 4.1 and RFC 6672 section 5.3.4.1: whether records of types `types` at a name stand above a zone cut
/// or a DNAME, so that they say nothing about what is below.
bool ends_zone(const dns::TypeSet& types);
/// Whether a name with these types has none of `type`, and no CNAME that would lead elsewhere. `at_root`: the name is
/// the root, which has no parent.
bool lacks(const dns::TypeSet& types, std::uint16_t type, bool at_root);
/// What the types at a name below the zone's apex say of a zone that begins there.
enum class Cut : std::uint8_t { None, Unsigned, Contradiction };
Cut cut_of(const dns::TypeSet& types);

/// By NSEC.
Proof denies_data(const std::vector<VerifiedNsec>& nsecs, const dns::Name& zone, const Question& question);
Proof denies_name(const std::vector<VerifiedNsec>& nsecs, const dns::Name& zone, const dns::Name& name);
Proof denies_closer(const std::vector<VerifiedNsec>& nsecs, const dns::Name& zone, const dns::Name& name,
                    const dns::Name& encloser);
struct CutProof {
  Cut cut = Cut::Contradiction;
  Proof proof;
};
CutProof finds_cut(const std::vector<VerifiedNsec>& nsecs, const dns::Name& zone, const dns::Name& name);

/// By NSEC3, all of one set of parameters.
class Hashed {
 public:
  Hashed(Verifier& verifier, dns::Name zone, const std::vector<VerifiedNsec3>& nsec3s)
      : verifier_(verifier), zone_(std::move(zone)), nsec3s_(nsec3s) {}
  Proof denies_data(const Question& question);
  Proof denies_name(const dns::Name& name);
  Proof denies_closer(const dns::Name& name, const dns::Name& encloser);
  CutProof finds_cut(const dns::Name& name);

 private:
  struct Encloser {
    dns::Name name, next_closer;
    const VerifiedNsec3* match = nullptr;
    const VerifiedNsec3* cover = nullptr;
  };
  const VerifiedNsec3* match(const dns::Name& name);
  const VerifiedNsec3* cover(const dns::Name& name);
  std::optional<Encloser> closest_encloser(const dns::Name& name);
  const Bytes* hash(const dns::Name& name);

  Verifier& verifier_;
  dns::Name zone_;
  const std::vector<VerifiedNsec3>& nsec3s_;
  std::vector<std::pair<dns::Name, Bytes>> hashes_;
};

/// The denials of one zone in a message's authority section, whose signatures were verified.
class Denials {
 public:
  Denials(Verifier& verifier, const Lookup& lookup, const Zone& zone);

  /// Each proof is written into the verifier's chain.
  Proof data(const Question& question);
  Proof name(const Question& question);
  Proof closer(const Question& question, const dns::Name& encloser);
  CutProof cut(const dns::Name& name);

  /// There are NSEC3 records with more iterations than are followed, and nothing else.
  [[nodiscard]] bool many_iterations() const { return many_iterations_ && nsecs_.empty() && nsec3s_.empty(); }
  /// Why a record could not be used, if one could not.
  [[nodiscard]] const std::optional<Failure>& failure() const { return failure_; }
  [[nodiscard]] bool none() const { return nsecs_.empty() && nsec3s_.empty() && !many_iterations_; }

 private:
  Proof noted(Proof proof, Denies what, const Question& question);
  void add_nsec(const Rrset& set, const Signature& signature);
  void add_nsec3(const Rrset& set, const Signature& signature);
  Hashed hashed() { return Hashed(verifier_, zone_.name, nsec3s_); }

  Verifier& verifier_;
  const Zone& zone_;
  std::vector<VerifiedNsec> nsecs_;
  std::vector<VerifiedNsec3> nsec3s_;
  bool many_iterations_ = false;
  std::optional<Failure> failure_;
};

}  // namespace mailglass::dnssec
