#pragma once
// A standards lens: a published document's rules about a TLS server, as a table, judged over the facts of one address.
// Judging makes no connection; "violated" is only what a fact proves, "met" only what every fact it needs supports.

#include <cstdint>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

#include "assess/lens/subject.h"
#include "words/phrase.h"

namespace mailglass::assess::lens {

enum class Status : std::uint8_t {
  Met,
  Violated,
  NotEstablished,  ///< a fact it needs is unknown
  NotApplicable,   ///< it is about something this server does not have
};
std::string_view to_string(Status status);  ///< "met" "violated" "not-established" "not-applicable"

struct Judgement {
  Status status;
  words::Value why;                       ///< sentences: what was seen, or which fact is unknown
  std::vector<probe::Evidence> evidence;  ///< at most kMostEvidence places
};
inline constexpr std::size_t kMostEvidence = 4;

/// How strongly the document puts it: "MUST" and "shall", or "SHOULD" and "recommended".
enum class Level : std::uint8_t { Required, Recommended };
std::string_view to_string(Level level);  ///< "required" "recommended"

using Text = std::string_view;
/// IANA numbers of versions, suites or groups.
using Numbers = std::span<const std::uint16_t>;
/// Whether a rule is about a suite.
using SuiteTest = bool (*)(const tls::CipherSuite& suite);
/// A fact with a yes or no of its own, and which of them the rule wants.
struct Behaviour {
  probe::Known (*fact)(const probe::Facts& facts);
  bool wanted;
  words::Value (*impossible)(const probe::Facts& facts) = nullptr;  ///< why it cannot be there (applicability.h)
};

/// An amount is of bits or days, or a version; a text has names of curves or signature algorithms, between blanks.
using Parameter = std::variant<std::monostate, Numbers, SuiteTest, unsigned, Text, Behaviour>;

/// A rule: what its judge (requirements.h) looks at, and the parameter the document gives it.
struct Rule {
  Text code;     ///< stable, unique within its lens
  Text section;  ///< of the lens's document
  Text text;     ///< the message with the requirement in plain words, behind "rule."
  Level level;
  bool whole_chain;  ///< also intermediate certificates
  Judgement (*judge)(const Subject& subject, const Rule& rule);
  Parameter parameter;
  /// The parameter, which must be of the type that the judge reads.
  template <class Type>
  [[nodiscard]] const Type& get() const {
    return *std::get_if<Type>(&parameter);
  }
};

struct Lens {
  std::string_view code;  ///< stable: "rfc9325"
  std::string_view title, document, edition, link;
  std::span<const Rule> rules;
};

// One file each.
// NOLINTNEXTLINE(bugprone-dynamic-static-initializers): declared here, and made in those files
extern const Lens kRfc9325, kMozillaIntermediate, kMozillaModern, kNcscNl, kBsiTr021022, kNistSp80052;

/// All of them, in the order they are shown.
std::span<const Lens* const> lenses();

}  // namespace mailglass::assess::lens
