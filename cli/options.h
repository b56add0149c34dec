#pragma once
// The command line of `mailglass`.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "check/evidence.h"
#include "cli/transport/one_family.h"
#include "cli/transport/relay_address.h"
#include "cli/what_if.h"
#include "config/config.h"
#include "input/typed.h"
#include "main/command_line.h"
#include "speech/words.h"
#include "x509/trust.h"

namespace mailglass::cli {

/// By the relay's engine in this process.
struct Here {
  relay::Config config;
};
/// What to do: check domains by an engine, one after another, or run a file again.
struct CheckDomains {
  std::vector<input::Domain> domains;  ///< one at least
  check::Depth depth;
  std::uint32_t patience_ms;  ///< for each step of a slow mail server
  std::variant<Here, RelayAddress> engine;
  std::optional<Family> only;  ///< addresses of mail servers to connect to; none: all
  std::string evidence;        ///< file to write, by evidence_file(); empty for none
};
/// Stands in the name of the evidence's file for the domain's.
inline constexpr std::string_view kDomainInName = "{domain}";
/// The name of the file for one domain's evidence.
std::string evidence_file(const CheckDomains& task, const input::Domain& domain);

struct Replay {
  std::string file;
};

/// What senders would do about a file's domain if something were otherwise.
struct WhatIf {
  std::string file;
  assess::Otherwise otherwise;
};

enum class Output : std::uint8_t { Text, Json, Nothing };
struct Options {
  std::variant<CheckDomains, Replay, WhatIf> task;
  x509::TrustStore roots;
  std::string roots_pem;                               ///< the same
  std::optional<std::vector<dnssec::Anchor>> anchors;  ///< others than IANA's
  Output output = Output::Text;
  Words words;
  std::string lens;  ///< code of the standard that the text judges by, too; empty for none
};

/// Reads the command line, and the files of settings, roots and domains that it names; of domains also standard input.
std::variant<Options, relay::Leave> read_options(int argc, const char* const* argv);

}  // namespace mailglass::cli
