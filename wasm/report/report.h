#pragma once
// The report: a check and its assessment as JSON (its members: docs/report.schema.json). The same bytes for the same
// evidence, everywhere.
// tests/evidence/schema.test.mjs holds the code to that schema.

#include <string>

#include "check/check.h"
#include "x509/trust.h"

namespace mailglass::report {

/// `roots` may be missing while they still load: then nothing is `verified` yet. How a check was read (Check::reading)
/// shows in it: of a file that somebody saved, less is proof.
std::string write_report(const check::Check& check, const x509::TrustStore* roots);

}  // namespace mailglass::report
