#pragma once
// The answer: one word on the question asked, and the two axes behind it.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "assess/findings.h"
#include "assess/protection.h"
#include "assess/server.h"
#include "check/check.h"

namespace mailglass::assess {

enum class Word : std::uint8_t { Yes, Partly, No, Unknown };
std::string_view to_string(Word word);  ///< "yes" "partly" "no" "unknown"

enum class AxisState : std::uint8_t { Protected, Partly, Exposed, Unknown };
std::string_view to_string(AxisState state);

struct Axis {
  AxisState state = AxisState::Unknown;
  words::Value sentence;
};

struct Verdict {
  Word word = Word::Unknown;
  words::Value sentence;     ///< what was seen; the word itself is not in it
  std::string_view because;  ///< stable: "all-encrypted" "some-encrypted" "some-readable" "some-unclear"
                             ///< "none-encrypted" "not-established" "null-mx" "no-domain" "no-mail" "dns-failed"
                             ///< "session-failed" "relay-without-dns" "relay-without-port25" "pending"
  Axis passive;              ///< someone who listens
  Axis active;               ///< someone who can change what travels
};

/// The verdict of the whole. While the headline is not settled it is Unknown because "pending".
/// `protection`: what the simulation of senders came to, where it could be made.
Verdict judge(const check::Check& check, const std::vector<ServerAssessment>& servers, const DomainSignals& domain,
              const std::optional<Protection>& protection);

}  // namespace mailglass::assess
