#pragma once
// A standards lens: a published document's rules about a TLS server, as a table, judged over the facts of one address.
// Judging makes no connection; "violated" is only what a fact proves, "met" only what every fact it needs supports.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "assess/lens/subject.h"

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
  std::string why;                        ///< one plain clause: what was seen, or which fact is unknown
  std::vector<probe::Evidence> evidence;  ///< at most kMostEvidence places
};
inline constexpr std::size_t kMostEvidence = 4;

/// How strongly the document puts it: "MUST" and "shall", or "SHOULD" and "recommended".
enum class Level : std::uint8_t { Required, Recommended };
std::string_view to_string(Level level);  ///< "required" "recommended"

/// A rule: what its judge (requirements.h) looks at, and the parameters the document gives it.
struct Rule {
  std::string_view code;     ///< stable, unique within its lens
  std::string_view section;  ///< of the lens's document
  std::string_view text;     ///< the requirement in plain words
  Level level;
  Judgement (*judge)(const Subject& subject, const Rule& rule);
  std::span<const std::uint16_t> numbers{};                ///< IANA numbers: versions, suites or groups
  bool (*suite)(const tls::CipherSuite& suite) = nullptr;  ///< the suites it is about
  unsigned amount = 0;                                     ///< bits or days; for behaviour 1 where it should be there
  std::string_view names{};                                ///< curves or signature algorithms, between blanks
  bool whole_chain = false;                                ///< also intermediate certificates
  probe::Known (*fact)(const probe::Facts& facts) = nullptr;
};

struct Lens {
  std::string_view code;  ///< stable: "rfc9325"
  std::string_view title, document, edition, link;
  std::span<const Rule> rules;
};

// One file each.
extern const Lens kRfc9325, kMozillaIntermediate, kMozillaModern, kNcscNl, kBsiTr021022, kNistSp80052;

/// All of them, in the order they are shown.
std::span<const Lens* const> lenses();

}  // namespace mailglass::assess::lens
