#pragma once
// One probe as a mail engineer reads it: the SMTP dialogue line by line, the TLS messages one by one.

#include <nlohmann/json.hpp>
#include <optional>

#include "bytes/reader.h"
#include "check/probe_run.h"

namespace mailglass::report {

nlohmann::ordered_json probe_json(const check::ProbeRun& probe);

/// How a connection ended: null and no words while it runs.
struct EndView {
  nlohmann::ordered_json word, why;
};
EndView end_view(const std::optional<check::ProbeEnd>& end);

/// What a server said inside TLS, line by line. Where a line stands is where the records are that it came in.
nlohmann::ordered_json lines_inside(ByteView plaintext, ByteRange sealed, const check::Transcript& transcript);

}  // namespace mailglass::report
