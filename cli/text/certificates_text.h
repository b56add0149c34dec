#pragma once
// The certificates that an address sent, as text: whether they prove the name, and which were sent, used, missing or
// too much.

#include <nlohmann/json.hpp>

#include "cli/text/paper.h"

namespace mailglass::cli {

/// `chains` is the member `certificates` of an address; writes nothing where there is none.
void write_certificates(const nlohmann::ordered_json& chains, std::size_t indent, Paper& paper);

}  // namespace mailglass::cli
