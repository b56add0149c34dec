#pragma once
// What a server says inside TLS: its reply to the EHLO that the relay says there (docs/protocol.md, "Words inside
// TLS"), or how it left without one. A handshake shows a key; this shows a session that works: TLS 1.3 tells of a
// missing client certificate only behind the client's Finished, and others hang up at EHLO.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "bytes/parsed.h"
#include "handshake/client.h"
#include "smtp/reply.h"
#include "wire/control.h"

namespace mailglass::check {

/// Where the second EHLO stands. One of these at a time.
struct NotAskedInside {
  enum class Why : std::uint8_t {
    NoWords,      ///< the evidence's plan did not ask, or the relay says no words inside TLS
    NoHandshake,  ///< the handshake has not come to its end, or not yet
    NoKey,        ///< a suite under which no relay says a word
  } why = Why::NoWords;
};
/// Asked, and no whole reply so far. What the stream ends with then is what it came to: the relay's patience or bounds
/// ended, not the server.
struct AwaitedInside {};
/// What came is no SMTP reply, as this analyzer reads them.
struct UnreadableInside {
  ParseError error;  ///< its place counts in the plaintext
};
/// The server ended it before a whole reply.
struct LeftInside {
  enum class How : std::uint8_t {
    Alert,        ///< a fatal alert
    CloseNotify,  ///< TLS's own way to end (RFC 8446 section 6.1)
    Closed,       ///< TCP FIN without that
    Reset,        ///< TCP RST
    Broken,       ///< a record that does not decrypt, or that no session has there, such as a new handshake's
  } how;
  std::optional<std::uint8_t> alert = {};  ///< of Alert: its description, such as 116, certificate_required
};
/// A whole reply, with whatever code. Its ranges count in the plaintext.
struct AnsweredInside {
  smtp::Reply reply;
  std::optional<LeftInside> left = {};  ///< the server ended it right behind, before anything else was said
  bool stayed = false;                  ///< it took QUIT
  bool early = false;                   ///< it answered what had not been said yet
  bool stray = false;                   ///< lines without a code stand where the next reply would
};
/// The relay would not say it: nothing is known of the server.
struct RefusedInside {
  std::string rule;
};
using InsideState =
    std::variant<NotAskedInside, AwaitedInside, AnsweredInside, UnreadableInside, LeftInside, RefusedInside>;

/// One session inside TLS, from the handshake's end on.
class InsideTls {
 public:
  [[nodiscard]] const InsideState& state() const { return state_; }
  [[nodiscard]] const AnsweredInside* answered() const { return std::get_if<AnsweredInside>(&state_); }
  [[nodiscard]] const LeftInside* left() const { return std::get_if<LeftInside>(&state_); }
  /// How the server left, before its answer or right behind it.
  [[nodiscard]] const LeftInside* left_at_all() const {
    return answered() && answered()->left ? &*answered()->left : left();
  }
  /// EHLO is said, or about to be, and what comes of it is still open.
  [[nodiscard]] bool open() const;
  /// What the server said of a reply it never finished.
  [[nodiscard]] const std::vector<smtp::ReplyLine>& partial_lines() const { return reader_.partial(); }
  /// Decrypted, from the first byte behind the handshake on; bounded (handshake::kMaxInside).
  [[nodiscard]] const Bytes& plaintext() const { return plaintext_; }
  /// The records of the server's stream that it came in; empty where none came.
  [[nodiscard]] ByteRange sealed() const { return sealed_; }

  // For the probe that it belongs to.
  void expect();  ///< EHLO will be said once the handshake is through
  void asked();
  void no_key();
  void other_record();  ///< the server sent one that no session has there
  void quit_said();
  /// What came so far; `sealed`: the records it came in.
  void heard(const handshake::Inside& inside, ByteRange sealed);
  void refused(const std::string& rule);
  void ended(wire::End end);

 private:
  void hear_behind(AnsweredInside& answered, ByteView fresh) const;

  InsideState state_;
  smtp::ReplyReader reader_;
  Bytes plaintext_;
  ByteRange sealed_;
  bool quit_said_ = false;
};

}  // namespace mailglass::check
