#pragma once
// SMTP replies (RFC 5321 section 4.2), read incrementally from bytes as they arrive.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bytes/parsed.h"
#include "bytes/reader.h"

namespace mailglass::smtp {

/// Bounds. RFC 5321 section 4.5.3.1.5 asks for 512 octets a line; real servers exceed it, so more is read, and it is
/// noted.
inline constexpr std::size_t kMaxLine = 4096;
inline constexpr std::size_t kMaxLines = 256;
inline constexpr std::size_t kMaxReply = 64 * 1024;

/// RFC 3463 section 2.
struct EnhancedCode {
  int klass, subject, detail;
  friend bool operator==(const EnhancedCode&, const EnhancedCode&) = default;
};

struct ReplyLine {
  std::string text;      ///< after the code and its separator, without CRLF; raw octets of a stranger
  ByteRange range;       ///< the whole line with its ending, in the server's stream
  bool bare_lf = false;  ///< ended by LF without CR (not RFC 5321, but seen)
};

struct Reply {
  int code;  ///< 200…599
  std::optional<EnhancedCode> enhanced;
  std::vector<ReplyLine> lines;  ///< at least one
  ByteRange range;               ///< all lines
  [[nodiscard]] bool positive() const { return code >= 200 && code < 300; }
  [[nodiscard]] bool transient() const { return code >= 400 && code < 500; }
  [[nodiscard]] bool permanent() const { return code >= 500 && code < 600; }
  [[nodiscard]] std::string text() const;  ///< lines joined by '\n'
};

/// Reads one reply at a time. Feed bytes, take replies; the bytes of a reply end exactly at its last line, so what
/// stands behind it (TLS, or garbage) is never swallowed.
class ReplyReader {
 public:
  explicit ReplyReader(std::size_t stream_offset = 0) : offset_(stream_offset) {}
  /// Consumes from the front of `bytes` (advancing the view) until a reply is complete, the bytes are used up (nullopt
  /// in the Parsed) or a rule is broken. After an error the reader must not be fed again.
  Parsed<std::optional<Reply>> feed(ByteView& bytes);
  /// The lines read of a reply that is not complete yet, for reporting what was seen when time ran out.
  [[nodiscard]] const std::vector<ReplyLine>& partial() const { return lines_; }
  [[nodiscard]] ByteView unfinished_line() const { return line_; }

 private:
  std::size_t offset_;
  Bytes line_;
  std::vector<ReplyLine> lines_;
  std::optional<int> code_;
  std::size_t start_ = 0;
  std::size_t size_ = 0;
};

/// One EHLO keyword (RFC 5321 section 4.1.1.1).
struct Capability {
  std::string keyword;              ///< upper-cased
  std::vector<std::string> params;  ///< as sent
  ByteRange range;                  ///< its line
};
struct EhloResponse {
  std::string domain;  ///< first word of the first line
  std::vector<Capability> capabilities;
  [[nodiscard]] const Capability* find(std::string_view keyword) const;
};
/// Reads a 250 reply to EHLO. Lines that are no keyword are kept with an empty keyword, so nothing seen is lost.
EhloResponse parse_ehlo(const Reply& reply);

/// What a reply code means (RFC 5321 section 4.2.2/4.2.3, RFC 3207 section 4), empty for an unknown one.
std::string_view reply_code_meaning(int code);
/// What an enhanced status code means (IANA "SMTP Enhanced Status Codes"), empty for an unknown one.
std::string_view enhanced_code_meaning(const EnhancedCode& code);

}  // namespace mailglass::smtp
