#pragma once
// Who reads what a domain says of MTA-STS. They differ, and a domain's policy holds against somebody only if the
// senders read it.

#include <array>
#include <cstdint>
#include <string_view>

namespace mailglass::policy {

enum class Reader : std::uint8_t {
  Rfc8461,                ///< to the letter
  PostfixTlspol,          ///< postfix-tlspol 1.8 (commit ffe1e2d1, internal/mta-sts.go)
  PostfixMtaStsResolver,  ///< postfix-mta-sts-resolver (commit a000619e, resolver.py and utils.py)
};
inline constexpr std::array kReaders{Reader::Rfc8461, Reader::PostfixTlspol, Reader::PostfixMtaStsResolver};
/// "rfc-8461" "postfix-tlspol" "postfix-mta-sts-resolver"
std::string_view to_string(Reader reader);

/// One value for each reader.
template <class Value>
class ByReader {
 public:
  Value& operator[](Reader reader) { return values_[static_cast<std::size_t>(reader)]; }
  const Value& operator[](Reader reader) const { return values_[static_cast<std::size_t>(reader)]; }

 private:
  std::array<Value, kReaders.size()> values_{};
};

}  // namespace mailglass::policy
