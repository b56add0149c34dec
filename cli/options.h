#pragma once
// The command line of `mailglass`.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "check/evidence.h"
#include "cli/transport/relay_address.h"
#include "cli/words/words.h"
#include "config/config.h"
#include "main/command_line.h"
#include "x509/trust.h"

namespace mailglass::cli {

/// By the relay's engine in this process.
struct Here {
  relay::Config config;
};
/// What to do: check a domain by an engine, or run a file again.
struct CheckDomain {
  std::string domain;
  check::Depth depth;
  std::uint32_t patience_ms;  ///< for each step of a slow mail server
  std::variant<Here, RelayAddress> engine;
  std::string evidence;  ///< file to write; empty for none
};
struct Replay {
  std::string file;
};

enum class Output : std::uint8_t { Text, Json, Nothing };
struct Options {
  std::variant<CheckDomain, Replay> task;
  x509::TrustStore roots;
  Output output = Output::Text;
  Words words;
  std::string lens;  ///< code of the standard that the text judges by, too; empty for none
};

/// Reads the command line, and the files of settings and roots that it names.
std::variant<Options, relay::Leave> read_options(int argc, const char* const* argv);

}  // namespace mailglass::cli
