#pragma once
// SMTP replies (RFC 5321 section 4.2), read incrementally from bytes as they arrive: as tolerantly as any sender reads
// them, and with each line kept as it came. What a certain sender takes a reply for is told by senders/, and where it
// breaks the standard by breaks_of().

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bytes/parsed.h"
#include "bytes/reader.h"

namespace mailglass::smtp {

/// Bounds. RFC 5321 section 4.5.3.1.5 asks for 512 octets a line; senders read on, and so does this reader.
inline constexpr std::size_t kMaxLines = 4096;
inline constexpr std::size_t kMaxReply = 64 * 1024;
inline constexpr std::size_t kStandardLine = 512;

/// RFC 5321 section 3.8: the server closes the connection with it.
inline constexpr int kClosing = 421;

/// RFC 3463 section 2.
struct EnhancedCode {
  int klass, subject, detail;
  friend bool operator==(const EnhancedCode&, const EnhancedCode&) = default;
};

struct ReplyLine {
  std::string text;                  ///< after the code and its separator, without line end; raw octets of a stranger
  ByteRange range;                   ///< the whole line with its ending, in the server's stream
  bool bare_lf = false;              ///< ended by LF without CR (not RFC 5321, but seen)
  std::optional<int> code = {};      ///< none: a line that does not begin with three digits and a space, hyphen or end;
                                     ///< `text` is all of it
  std::size_t carriage_returns = 1;  ///< before the LF
};

struct Reply {
  int code;  ///< three digits: those of the line that ended it
  std::optional<EnhancedCode> enhanced;
  std::vector<ReplyLine> lines;  ///< at least one, and the last one has a code
  ByteRange range;               ///< all lines
  [[nodiscard]] bool positive() const { return code >= 200 && code < 300; }
  [[nodiscard]] bool transient() const { return code >= 400 && code < 500; }
  [[nodiscard]] bool permanent() const { return code >= 500 && code < 600; }
  [[nodiscard]] const ReplyLine& first() const;  ///< of those with a code
  [[nodiscard]] std::string text() const;        ///< lines joined by '\n'
};

/// Reads one reply at a time. Feed bytes, take replies; the bytes of a reply end exactly at its last line, so what
/// stands behind it (TLS, or garbage) is never swallowed.
class ReplyReader {
 public:
  explicit ReplyReader(std::size_t stream_offset = 0) : offset_(stream_offset) {}
  /// Consumes from the front of `bytes` (advancing the view) until a reply is complete, the bytes are used up (nullopt
  /// in the Parsed) or no sender would read on. Lines without a code belong to the reply that follows them. After an
  /// error the reader must not be fed again.
  Parsed<std::optional<Reply>> feed(ByteView& bytes);
  /// The lines read of a reply that is not complete yet, for reporting what was seen when time ran out.
  [[nodiscard]] const std::vector<ReplyLine>& partial() const { return lines_; }
  [[nodiscard]] ByteView unfinished_line() const { return line_; }

 private:
  std::size_t offset_;
  Bytes line_;
  std::vector<ReplyLine> lines_;
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
/// Reads a positive reply to EHLO. Lines that are no keyword are kept with an empty keyword, so nothing seen is lost;
/// lines without a code are none of the answer.
EhloResponse parse_ehlo(const Reply& reply);

/// ASCII letters in capitals (RFC 5321 section 2.4: keywords know no case).
std::string upper(std::string_view word);

/// Where a reply breaks RFC 5321.
enum class Break : std::uint8_t {
  LineWithoutCode,  ///< section 4.2: a line that is no reply line
  CodeChanges,      ///< section 4.2.1: the code is the same in all lines
  CodeRange,        ///< section 4.2.1: the first digit is 2 to 5
  BareLf,           ///< section 2.3.8: LF without CR
  CarriageReturns,  ///< section 2.3.8: more than one CR before LF
  Nul,              ///< section 4.1.2: a NUL
  LongLine,         ///< section 4.5.3.1.5: over 512 octets
};
std::string_view to_string(Break kind);  ///< "line-without-code" "code-changes" …
/// Each once, in the order above.
std::vector<Break> breaks_of(const Reply& reply);

}  // namespace mailglass::smtp
