#pragma once
// The findings, in one table. What each says to people is in words/: finding.CODE.title, .text and .advice.

#include <cstdint>
#include <span>
#include <string_view>

namespace mailglass::assess {

enum class Severity : std::uint8_t { Good, Info, Warning, Bad };
std::string_view to_string(Severity severity);

struct FindingText {
  std::string_view code;  ///< stable: RFC 8460 section 4.3's result type where one fits
  Severity severity;
  bool advised;  ///< there is something to do about it
};

/// All of them.
std::span<const FindingText> finding_texts();
/// The row of a code in the table. Rows stand there in the order shown within a severity, and so do their addresses.
const FindingText& finding_text(std::string_view code);

}  // namespace mailglass::assess
