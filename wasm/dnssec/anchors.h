#pragma once
// Trust anchors as text: what DNS software keeps in a file (RFC 1035 section 5.1, RFC 4034 sections 2.2 and 5.3).

#include <string>
#include <string_view>
#include <vector>

#include "bytes/parsed.h"
#include "dnssec/validate.h"

namespace mailglass::dnssec {

inline constexpr std::size_t kMaxAnchorText = 16 * 1024;
inline constexpr std::size_t kMaxAnchors = 16;

/// One DS or DNSKEY record a line, with or without TTL and class; ";" begins a comment. Of a DNSKEY its DS by SHA-256
/// is taken. Bounds: kMaxAnchorText bytes, kMaxAnchors records. Errors: the offset of the line, and the rule.
Parsed<std::vector<Anchor>> read_anchors(std::string_view text);

/// DS records that read_anchors reads back.
std::string to_text(const std::vector<Anchor>& anchors);

}  // namespace mailglass::dnssec
