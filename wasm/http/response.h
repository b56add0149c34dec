#pragma once
// One HTTP/1.1 response as it came over a connection (RFC 9112), read within bounds. Nothing is followed, cached or
// decoded: a status of 301 is a response like any other.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "bytes/flaw.h"
#include "bytes/reader.h"

namespace mailglass::http {

/// How the stream stands behind its last byte. Only who read TLS can tell the second from the third.
enum class StreamEnd : std::uint8_t {
  Open,       ///< more may come
  Closed,     ///< ended by its sender: close_notify
  Truncated,  ///< ended, and nobody said so under encryption
};

/// What a response may break.
enum class Rule : std::uint8_t {
  StatusLine,
  Version,            ///< neither HTTP/1.0 nor HTTP/1.1
  BareCr,             ///< a CR without its LF
  FieldName,          ///< no token; white space before the colon, or at the start of the first line, as well
  FieldValue,         ///< controls
  ContentLength,      ///< no number, too large a one, or several that differ
  BothLengths,        ///< Content-Length and Transfer-Encoding
  TransferEncoding,   ///< another coding than chunked, chunked twice, or in HTTP/1.0
  ChunkSize,          ///< no hexadecimal number, or too large a one
  ChunkEnd,           ///< no CRLF where a chunk or the line of its size has to end
  HeadTooLong,        ///< status line and fields, or trailers, beyond kMaxHead or kMaxFields
  BodyTooLong,        ///< beyond the reader's limit
  TooManyInterim,     ///< interim responses (1xx) beyond kMaxInterim
  SwitchedProtocols,  ///< 101, which nobody asked for
  EndsEarly,          ///< the stream ended within the message, or where only its end could tell, without close_notify
};
const RuleText& rule_text(Rule rule);
using ResponseFlaw = Flaw<Rule>;

/// How the end of the body is found (RFC 9112 section 6.3).
enum class Framing : std::uint8_t { NoBody, Length, Chunked, UntilClose };

struct FieldLine {
  std::string name;   ///< in lower case
  std::string value;  ///< without white space around it; a folded line's parts with a space between
  ByteRange range;    ///< the line in the stream, with its end
};

struct Response {
  int minor_version = 1;  ///< of HTTP/1.x
  int status = 0;
  std::string reason;  ///< raw octets
  std::vector<FieldLine> fields, trailers;
  Framing framing = Framing::NoBody;
  Bytes body;
  std::vector<ByteRange> pieces;  ///< where in the stream the body's bytes stand, in order
  std::size_t size = 0;           ///< of the message in the stream, interim responses before it as well
  /// The first field of this name (in lower case); null if there is none.
  [[nodiscard]] const FieldLine* field(std::string_view name) const;
};
struct Unfinished {};
using Reading = std::variant<Unfinished, Response, ResponseFlaw>;

inline constexpr std::size_t kMaxHead = 32 * 1024, kMaxFields = 100, kMaxInterim = 8, kMaxChunkLine = 256;

/// The response at the start of `stream`, to a GET. Bytes behind it are left alone. `max_body` in bytes.
Reading read_response(ByteView stream, StreamEnd end, std::size_t max_body);

/// Content-Type (RFC 9110 section 8.3.1).
struct MediaType {
  std::string essence;                                          ///< "text/plain", in lower case
  std::vector<std::pair<std::string, std::string>> parameters;  ///< names in lower case, in order
  bool parameters_well_formed = true;
  /// The parameter "charset" in lower case; empty if there is none.
  [[nodiscard]] std::string charset() const;
};
/// Nothing if the field is not there, is there more than once with different values, or has no type and subtype.
std::optional<MediaType> media_type(const Response& response);

}  // namespace mailglass::http
