#pragma once
// Lines and tokens of HTTP/1.1 (RFC 9112 section 2.2, RFC 9110 section 5.6).

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "http/response.h"

namespace mailglass::http {

/// Optional white space (RFC 9110 section 5.6.3).
inline constexpr std::string_view kOws = " \t";

bool is_token(std::string_view text);
std::string lower(std::string_view text);
std::string_view trimmed(std::string_view text);

struct TextLine {
  std::string_view text;  ///< without its end
  ByteRange range;        ///< with its end
};

/// Walks a stream that is held as text.
class Lines {
 public:
  explicit Lines(std::string_view stream) : stream_(stream) {}
  [[nodiscard]] std::size_t offset() const { return at_; }
  [[nodiscard]] std::string_view rest() const { return stream_.substr(at_); }
  void skip(std::size_t count) { at_ += count; }
  /// The next line, which ends in LF or CRLF; nothing if its end is not there.
  std::optional<TextLine> next();

 private:
  std::string_view stream_;
  std::size_t at_ = 0;
};

/// Field lines up to and with the empty line behind them. Nothing if that is not there.
std::variant<std::monostate, std::vector<FieldLine>, ResponseFlaw> read_fields(Lines& lines);

}  // namespace mailglass::http
