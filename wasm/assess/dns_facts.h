#pragma once
// What facts that rest on an answer from DNS have in common: how sure they are, and where they stand.

#include "assess/assurance.h"
#include "check/bytes_at.h"
#include "check/check.h"

namespace mailglass::assess {

/// How sure what an answer from DNS says is, and what it says is not there.
Assured assured_by(const check::Check& check, const check::LookupRun& lookup);

/// All of an answer's message.
check::BytesAt whole_answer(const check::LookupRun& lookup);
check::BytesAt place_of_record(const check::LookupRun& lookup, const dns::Record& record);

}  // namespace mailglass::assess
