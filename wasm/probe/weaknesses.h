#pragma once
// Known weaknesses that follow from facts alone. Nothing is tried out: a weakness that only an attack could show is not
// claimed.

#include <string>
#include <vector>

#include "probe/knowledge.h"
#include "words/phrase.h"

namespace mailglass::probe {

enum class Verdict : std::uint8_t {
  Present,  ///< the facts show it
  Absent,   ///< everything that could show it was asked and refused (in the oldest and the newest version where it is
            ///< about suites), or it cannot be there with the versions supported
  Open,     ///< not (completely) asked, or not answered
};
std::string_view to_string(Verdict verdict);

/// A suite or group that a server accepts in a version.
struct AcceptedIn {
  std::uint16_t version;
  std::uint16_t id;  ///< IANA's number
};

struct Weakness {
  std::string_view code;       ///< stable: "tls.suites.export"
  std::string_view reference;  ///< the document that calls it one
  Verdict verdict;
  words::Value because;  ///< what it follows from, or what is missing; sentences
  std::vector<Evidence> evidence;
  std::vector<AcceptedIn> suites;  ///< those that bring it about, where suites do
  std::vector<AcceptedIn> groups;  ///< likewise
};

/// The message that names it.
std::string title_of(const Weakness& weakness);

/// The code of suites without a certificate, which some senders offer.
inline constexpr std::string_view kAnonymousSuites = "tls.suites.anonymous";

/// All of them, in a fixed order, whatever their verdict.
std::vector<Weakness> weaknesses(const Facts& facts);

}  // namespace mailglass::probe
