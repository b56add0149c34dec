#pragma once
// Where the exploration of an address (probe/explorer.h) meets the check that carries out its questions.

#include <cstddef>
#include <variant>

#include "check/evidence.h"
#include "check/probe_run.h"
#include "probe/explorer.h"

namespace mailglass::check {

/// How far the exploration of one address is.
struct ExplorationAwaited {};  ///< the headline comes first
struct NotExplored {};         ///< not asked for, or the headline showed nothing to explore
using ExplorationState = std::variant<ExplorationAwaited, NotExplored, probe::Explorer>;

/// Whether an address whose headline is over can be explored: it answered a ClientHello as a TLS server, or closed on
/// it.
bool explorable(const ProbeRun& headline);

/// Who carries the handshake of this question to its end; none where its first answer tells all.
std::optional<handshake::Client> client_for(const ProbeRun& headline, const probe::Hello& asked, const Setup& setup);

/// `connections` is what the relay still allows for this address.
probe::Explorer begin_exploration(const ProbeRun& headline, const Setup& setup, std::size_t connections,
                                  std::uint64_t now_us);

/// What an ended question tells the explorer.
probe::ProbeResult result_of(const ProbeRun& question);

}  // namespace mailglass::check
