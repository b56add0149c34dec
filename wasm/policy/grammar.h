#pragma once
// Productions that the records and files of MTA-STS and TLS reporting share (RFC 8461 section 3, RFC 8460 section 3).

#include <cstddef>
#include <string_view>

namespace mailglass::policy {

/// `WSP` of RFC 5234 appendix B.1.
inline constexpr std::string_view kWsp = " \t";

bool is_letter_or_digit(char c);
/// Whatever the case of ASCII letters.
bool same_letters(std::string_view a, std::string_view b);
std::string_view without_trailing(std::string_view text, std::string_view signs);
/// How many of these signs the text begins with.
std::size_t leading(std::string_view text, std::string_view signs);
/// A policy's id: 1 to 32 letters and digits (RFC 8461 section 3.1).
bool is_policy_id(std::string_view text);
/// `sts-ext-name`, `sts-policy-ext-name` and `tlsrpt-ext-name`: at most 32 of letters, digits, "_", "-" and ".", the
/// first of them a letter or a digit.
bool is_extension_name(std::string_view text);
/// `sts-ext-value` and `tlsrpt-ext-value`: printable ASCII without "=", ";" and space; at least one.
bool is_record_value(std::string_view text);
/// `sts-policy-ext-value`: printable ASCII and UTF-8, no space at either end; at least one.
bool is_policy_value(std::string_view text);
/// Well-formed UTF-8 (RFC 3629 section 4).
bool is_utf8(std::string_view text);
/// `Domain` of RFC 5321 section 4.1.2, within the lengths of RFC 1035 section 2.3.4.
bool is_domain(std::string_view text);

}  // namespace mailglass::policy
