#pragma once
// The times that others signed into a conversation. Of a saved file the date is the word of whoever saved it; that a
// conversation is no older than what was signed in it is for anybody to check.

#include <optional>
#include <string_view>
#include <vector>

#include "assess/server.h"

namespace mailglass::assess {

struct SignedTime {
  std::int64_t unix_seconds;
  std::string_view
      by;  ///< "ocsp": the issuer's answer that came along; "timestamp": a public log's, in the certificate
};
/// The latest of them: the check cannot have been before. Only what the server itself signed counts, since all else
/// can be put into a file later.
std::optional<SignedTime> not_before(const std::vector<ServerAssessment>& servers);

}  // namespace mailglass::assess
