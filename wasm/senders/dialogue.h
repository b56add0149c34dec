#pragma once
// Reads the clear-text part of a mail server's connection: which command got which reply, and where TLS begins for the
// senders that take the most for a go-ahead.

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "bytes/parsed.h"
#include "bytes/reader.h"
#include "senders/senders.h"
#include "smtp/reply.h"

namespace mailglass::senders {

/// The commands the relay may say in clear text.
enum class Command : std::uint8_t {
  None /* the greeting answers the connection itself */,
  Ehlo,
  Helo,
  Starttls,
  Quit,
  Other
};

struct Exchange {
  Command command{};
  ByteRange command_range;  ///< in the to-server stream; empty for the greeting
  smtp::Reply reply;
};

/// Where the dialogue stands. One of these at a time.
struct Speaking {};  ///< clear text goes on
struct TlsBegun {    ///< STARTTLS was answered with a go-ahead: everything behind is TLS
  std::size_t from_server_offset;
  std::size_t to_server_offset;
};
struct NotSmtp {  ///< the server's bytes broke a rule
  ParseError error;
};
using DialogueState = std::variant<Speaking, TlsBegun, NotSmtp>;

class Dialogue {
 public:
  /// Bytes the relay wrote, in order. Behind STARTTLS's go-ahead they are TLS and not looked at.
  void sent(ByteView bytes);
  /// Bytes the server sent, in order. Returns those that belong to TLS (behind the go-ahead), if any.
  ByteView received(ByteView bytes);

  [[nodiscard]] const DialogueState& state() const { return state_; }
  [[nodiscard]] const std::vector<Exchange>& exchanges() const { return exchanges_; }
  [[nodiscard]] const Exchange* reply_to(Command command) const;
  /// The same for who reads as a sender does.
  [[nodiscard]] Conversation heard() const;
  /// The last reply is a 421 that nothing had been said for.
  [[nodiscard]] bool closes_unasked() const { return closing_; }
  /// The reply that nothing was said behind, QUIT neither; the one before a 421 that came unasked.
  [[nodiscard]] const smtp::Reply* last_reply() const;
  /// A reply came that nothing had been said for, and what followed does not show that it was for the next command:
  /// from there on each answers another command than it seems to.
  [[nodiscard]] bool out_of_step() const;
  /// In place of a goodbye comes what belongs to a command before, as behind a second greeting or a 421 that came late:
  /// with whom else it would, nobody knows.
  [[nodiscard]] bool seems_out_of_step() const;
  /// The commands sent so far, with their places; one reply each is expected after the greeting's.
  struct Sent {
    Command command;
    ByteRange range;
    std::string text;
  };
  [[nodiscard]] const std::vector<Sent>& commands() const { return commands_; }
  /// What the server said of a reply it never finished.
  [[nodiscard]] const std::vector<smtp::ReplyLine>& partial_lines() const { return reader_.partial(); }
  [[nodiscard]] ByteView unfinished_line() const { return reader_.unfinished_line(); }

 private:
  void answer_early();
  DialogueState state_ = Speaking{};
  smtp::ReplyReader reader_;
  std::vector<Exchange> exchanges_;
  std::vector<Sent> commands_;
  Bytes line_;
  std::size_t line_start_ = 0;
  std::size_t sent_ = 0;
  std::size_t received_ = 0;
  bool tls_said_ = false;
  bool early_ = false;    ///< a reply came before its command
  bool closing_ = false;  ///< the last one did, and is a 421
};

}  // namespace mailglass::senders
