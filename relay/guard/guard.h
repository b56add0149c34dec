#pragma once
// The guard: the only thing that can speak to a mail server. A state machine without I/O: what the server says and what
// the page wants said go in, the bytes to write come out. Its whole vocabulary is
//   EHLO <configured name>, or HELO where that is refused · STARTTLS · the page's ClientHello (a second after a
//   HelloRetryRequest) · the end of the handshake · inside TLS the relay's own EHLO and QUIT
// and at the host of an MTA-STS policy
//   the page's ClientHello · the end of the handshake · inside TLS the relay's own request for the policy
// docs/protocol.md says it in full.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "guard/client_hello_rules.h"
#include "guard/tls_turns.h"
#include "refusal.h"
#include "senders/senders.h"
#include "smtp/reply.h"
#include "wire/control.h"

namespace mailglass::relay::guard {

/// Bytes that may be written to a mail server. Only a Guard makes one, and a connection writes nothing else.
class Utterance {
 public:
  [[nodiscard]] ByteView bytes() const { return bytes_; }

 private:
  friend class Guard;
  explicit Utterance(Bytes bytes) : bytes_(std::move(bytes)) {}
  Bytes bytes_;
};

/// The dialogue is over: close the connection.
struct Ending {
  wire::End end;
  std::string why;
};

/// What to do now, in this order.
struct Step {
  std::vector<Utterance> say;
  std::optional<wire::Stage> stage;  ///< reached with these bytes
  std::optional<Refusal> refusal;    ///< what the page wanted is not said; an ending follows
  std::optional<Ending> ending;
};

/// What is being waited for: each has its own deadline, which begins anew when `waits()` changes.
enum class Wait : std::uint8_t { Greeting, Reply, Handshake, Goodbye, Nothing };

class Guard {
 public:
  /// `ehlo_name`: the relay's own host name; a name that is not printable ASCII without spaces ends the program (it
  /// comes from the configuration, which checks it). `hello` was checked for this service and host.
  Guard(std::string ehlo_name, Addressee to, CheckedHello hello);

  Step on_connected();             ///< first of all
  Step on_server(ByteView bytes);  ///< bytes the server sent, in order
  Step on_server_closed();         ///< it closed its side
  Step on_page(ByteView bytes);    ///< bytes the page wants said behind its ClientHello
  Step on_finish();                ///< the page has nothing more to say
  /// A word that the page wants the relay to say inside TLS, under the client's write key. The key is used within this
  /// call and not kept.
  Step on_say(wire::Word word, ByteView key);

  [[nodiscard]] Wait wait() const;
  /// Within TLS: the server has said what it has to say, as far as can be seen, and it is the page that must go on.
  [[nodiscard]] bool awaits_page() const;
  /// Grows with every new thing waited for.
  [[nodiscard]] std::uint32_t waits() const { return waits_; }
  [[nodiscard]] wire::Stage stage() const { return stage_; }

 private:
  struct AwaitGreeting {};
  struct AwaitEhloReply {};
  struct AwaitHeloReply {};  ///< after a refused EHLO
  struct AwaitStarttlsReply {};
  struct SpeakingTls {
    TlsTurns turns;
  };
  struct AwaitTlsReply {  ///< after EHLO inside TLS
    TlsTurns turns;
    bool heard = false;  ///< the server has said something since
  };
  struct AwaitGoodbye {};     ///< after a clear-text QUIT
  struct AwaitTlsGoodbye {};  ///< after QUIT inside TLS
  struct AwaitPolicy {};      ///< after the request for it: the host answers, and closes
  struct Over {};
  using State = std::variant<AwaitGreeting, AwaitEhloReply, AwaitHeloReply, AwaitStarttlsReply, SpeakingTls,
                             AwaitTlsReply, AwaitGoodbye, AwaitTlsGoodbye, AwaitPolicy, Over>;

  void on_bytes(ByteView& bytes, Step& step);
  void on_reply(const smtp::Reply& reply, Step& step);
  void on_broken_reply(const ParseError& error, Step& step);
  void say(std::string_view line, wire::Stage stage, Step& step);
  void say_next(senders::Next next, Step& step);
  void say_quit(Step& step);
  void say_client_hello(Step& step);
  [[nodiscard]] std::string ehlo_line() const { return "EHLO " + ehlo_name_ + "\r\n"; }
  [[nodiscard]] std::string text_of(wire::Word word) const;
  [[nodiscard]] Allowed<TlsTurns*> floor_for(wire::Word word);
  void end(wire::End end, std::string why, Step& step);
  void enter(State state) {
    state_ = std::move(state);
    ++waits_;
  }

  std::string ehlo_name_;
  Addressee to_;
  std::optional<CheckedHello> hello_;  ///< until it is said
  State state_ = AwaitGreeting{};
  smtp::ReplyReader replies_;
  std::size_t reply_bytes_ = 0;
  wire::Stage stage_ = wire::Stage::Greeting;
  std::uint32_t waits_ = 0;
  bool finish_asked_ = false;
};

}  // namespace mailglass::relay::guard
