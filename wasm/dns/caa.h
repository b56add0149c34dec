#pragma once
// CAA records: which authorities may issue certificates for a name (RFC 8659).

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "bytes/flaw.h"
#include "bytes/reader.h"
#include "dns/name.h"

namespace mailglass::dns {

struct Caa {
  bool critical = false;
  std::string tag;    ///< in lower case
  std::string value;  ///< raw octets
};

enum class CaaRule : std::uint8_t {
  Short,  ///< no flags, or no length of the tag
  NoTag,
  TagEnds,  ///< the tag runs past the end
  TagSign,  ///< something else than letters and digits in it
};
const RuleText& rule_text(CaaRule rule);
using CaaFlaw = Flaw<CaaRule>;
/// The data of one record; offsets count from its start.
std::variant<Caa, CaaFlaw> read_caa(ByteView rdata);

/// An answer to the lookup of CAA records, any aliases followed.
struct CaaAnswer {
  bool failed = false;
  std::vector<Bytes> records;  ///< their data; empty: there are none
};
struct CaaLookUp {
  Name name;
};
struct CaaFailed {
  Name name;  ///< at which nothing is known
};
struct NoCaa {};
struct CaaSet {
  Name name;  ///< where it stands
  std::vector<Caa> records;
  std::vector<CaaFlaw> flaws;  ///< of those that cannot be read, each within its record
};
using CaaSearch = std::variant<CaaLookUp, CaaFailed, NoCaa, CaaSet>;
/// The set that counts for this name (section 3). `answers` are to the name and its parents in their order, as far as
/// they are known.
CaaSearch climb(const Name& name, const std::vector<CaaAnswer>& answers);

/// Who may issue a certificate for the name (section 4).
struct CaaPermission {
  bool anyone = false;                          ///< no record says otherwise
  std::vector<std::string> issuers;             ///< authorities' domains, in lower case, each once; with `anyone` empty
  std::optional<std::string> unknown_critical;  ///< a property that nobody knows, and has to: no one may
};
CaaPermission who_may_issue(const CaaSet& set, bool wildcard = false);

}  // namespace mailglass::dns
