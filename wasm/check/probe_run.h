#pragma once
// One probe: a TCP connection to one address of one host, from the request to the relay until its end, interpreted as
// the bytes come.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "check/inside_tls.h"
#include "check/transcript.h"
#include "handshake/client.h"
#include "probe/answer.h"
#include "probe/questions.h"
#include "senders/dialogue.h"
#include "tls/handshake.h"
#include "tls/record.h"
#include "wire/control.h"
#include "wire/frame.h"

namespace mailglass::check {

struct StageTime {
  wire::Stage stage;
  std::uint64_t us;
};

/// How a probe ended.
/// The relay carried it out and says how it ended.
struct EndedByRelay {
  wire::Closed closed;
};
/// The relay would not.
struct RefusedByRelay {
  wire::Refused refused;
};
/// The connection to the relay broke, or the relay fell silent.
struct RelayLost {};
/// The relay's frames broke the protocol.
struct RelayBroken {
  std::string_view rule;
};
using ProbeEnd = std::variant<EndedByRelay, RefusedByRelay, RelayLost, RelayBroken>;

/// What travelled as TLS in the clear, message by message, with places. Stops at the first malformed byte.
struct TlsView {
  std::size_t from_server_offset = 0;          ///< where TLS begins in the server's stream
  std::optional<std::size_t> from_server_end;  ///< end of the last complete record
  std::vector<tls::Record> records;            ///< from the server, fragments dropped
  struct Message {
    tls::HandshakeType type{};
    ByteRange range;
  };
  std::vector<Message> messages;    ///< from the server, while in clear
  std::optional<tls::Alert> alert;  ///< from the server, in clear
  std::optional<ParseError> error;
};

/// What a probe is for: a handshake that proves the server …
struct Proof {
  handshake::Offer offer;
  bool nameless = false;  ///< without server_name, as many senders come
  friend bool operator==(const Proof&, const Proof&) = default;
};
/// … or a question of the exploration, whose answer is read and not continued; but some are carried to their end: where
/// a session is presented, since only there it is certain that the server took it back, and where the answer is
/// encrypted.
struct Question {
  std::uint32_t number;  ///< as the explorer counts
  std::string_view purpose;
  Bytes client_hello;
  probe::Hello asked;
  std::optional<handshake::Client> client = {};  ///< who made the hello, when it is to be carried to its end
};

class ProbeRun {
 public:
  struct Plan {
    std::uint32_t id;
    std::string host;
    std::string address;
    std::variant<Proof, Question> aim;
    handshake::Seed seed;
    bool by_words = false;                    ///< the relay says words inside TLS: EHLO and QUIT there are asked of it
    std::uint32_t patience_ms = 0;            ///< what is asked of the relay for each step of a slow server
    std::uint64_t begun_us = 0;               ///< since the start of the check
    bool drops_text_behind_go_ahead = false;  ///< as some senders do; else it is taken for TLS
    bool key_from_seed = false;               ///< of a proof (handshake::ClientConfig)
  };
  explicit ProbeRun(Plan plan);

  [[nodiscard]] wire::Probe request() const;

  void reached(const wire::StageReached& stage);
  /// Takes bytes; returns what the page wants to say to the server now (goes to the relay as frames).
  Bytes took(const wire::Frame& frame);
  /// A usual deadline has passed, and the relay goes on waiting for the server.
  void waits_long(const wire::Patient& patient);
  /// The relay would not do what the page asked of it in this stream; its end follows.
  void refused(const wire::Refused& refusal);
  void ended(ProbeEnd end);
  /// A word that the relay is to say inside TLS now, behind what `took` returned.
  std::optional<wire::Say> take_word();
  /// Whether the page has said all it has to say and the relay should close; true at most once.
  bool take_finish();
  /// The offset of the next `count` bytes the page says in this stream, counted from its ClientHello.
  std::uint64_t claim_sent(std::size_t count);

  /// How often something new came that the rest tells of.
  [[nodiscard]] std::uint64_t changes() const { return changes_; }
  [[nodiscard]] const Plan& plan() const { return plan_; }
  [[nodiscard]] const Transcript& transcript() const { return transcript_; }
  [[nodiscard]] const senders::Dialogue& dialogue() const { return dialogue_; }
  /// Its replies, as who reads as a sender does, and whether the server left behind the last one.
  [[nodiscard]] senders::Conversation heard() const;
  /// Something came with the go-ahead for TLS, before anything was said in TLS.
  [[nodiscard]] bool text_behind_go_ahead() const { return text_behind_go_ahead_; }
  [[nodiscard]] const TlsView& tls() const { return tls_; }
  /// Of a proof or a question that is carried to its end; of another question, the outcome of nothing.
  [[nodiscard]] const handshake::Outcome& handshake() const;
  /// What was said inside TLS behind it.
  [[nodiscard]] const InsideTls& inside() const { return inside_; }
  [[nodiscard]] bool carried_question() const { return question() && client(); }
  /// What a proof's server left to come back with.
  [[nodiscard]] handshake::SessionLeft session_left() const;
  /// The client that presents it, if it can be presented through a relay.
  [[nodiscard]] std::optional<handshake::Client> resume(const handshake::Seed& seed) const;
  [[nodiscard]] const Question* question() const { return std::get_if<Question>(&plan_.aim); }
  /// What a question was answered; of a proof, what the same bytes say as an answer to its hello.
  [[nodiscard]] probe::ServerAnswer answer() const;
  [[nodiscard]] const Bytes& client_hello() const;
  [[nodiscard]] const std::vector<StageTime>& stages() const { return stages_; }
  [[nodiscard]] const std::optional<ProbeEnd>& end() const { return end_; }
  /// The relay's end, if that is how it ended.
  [[nodiscard]] const wire::Closed* closed() const;
  [[nodiscard]] bool ended_by_server() const;  ///< by FIN or RST, and not behind a goodbye
  /// Whether the server said anything after the ClientHello.
  [[nodiscard]] bool heard_tls() const { return heard_tls_; }
  [[nodiscard]] bool hello_sent() const;
  /// What the relay wrote behind STARTTLS, by its own account; empty before.
  [[nodiscard]] ByteView said_in_tls() const;
  /// How long the relay waits for the server at most, from some moment on; none where it does not, or not any more.
  [[nodiscard]] std::optional<std::uint32_t> patient_ms() const { return end_ ? std::nullopt : patient_ms_; }
  /// The answer about encryption is known (even if the polite end still runs), or will take more than the usual time.
  [[nodiscard]] bool settled() const;
  /// What is encrypted in the server's stream, from the first record of TLS 1.3's application data to the last; none
  /// where there is none.
  [[nodiscard]] std::optional<ByteRange> encrypted() const;
  [[nodiscard]] std::uint64_t greeting_us() const;  ///< from connected to the complete greeting; 0 without one

 private:
  struct Asking {
    std::optional<probe::AnswerReader> reader;  ///< from the first byte of TLS on
    std::optional<handshake::Client> client;    ///< carries the handshake on
  };
  using Side = std::variant<handshake::Client, Asking>;
  static Side side_of(Plan& plan);
  [[nodiscard]] const handshake::Client* client() const;
  Bytes carry_on(handshake::Client& client, ByteView for_tls);
  void begin_words(handshake::Client& client);  ///< the handshake is through: EHLO inside TLS
  void hear_inside();
  [[nodiscard]] bool has_other_record() const;
  [[nodiscard]] std::optional<ByteRange> sealed_since(std::size_t offset) const;
  void read_records(ByteView bytes);
  [[nodiscard]] probe::StreamEnd stream_end() const;
  [[nodiscard]] ByteRange server_hello() const;          ///< the last one; empty where none came
  [[nodiscard]] probe::ServerAnswer end_answer() const;  ///< of a question whose handshake came to its end
  [[nodiscard]] bool asks_ssl2() const;

  Plan plan_;
  Side side_;
  Transcript transcript_;
  senders::Dialogue dialogue_;
  tls::RecordReader records_;
  tls::HandshakeReader messages_;
  TlsView tls_;
  std::vector<StageTime> stages_;
  std::optional<ProbeEnd> end_;
  std::optional<std::uint32_t> patient_ms_;
  std::uint64_t changes_ = 0;
  bool text_behind_go_ahead_ = false;
  bool heard_tls_ = false;
  enum class Finish : std::uint8_t { NotYet, Wanted, Told } finish_ = Finish::NotYet;
  InsideTls inside_;
  std::size_t inside_from_ = 0;     ///< in the server's stream: nothing that is said inside TLS stands before
  std::size_t behind_ = 0;          ///< in the server's stream: the handshake was through there
  std::optional<wire::Word> word_;  ///< to be said now
  std::uint64_t said_ = 0;          ///< bytes the page has said so far
  bool ciphered_ =
      false;  ///< the server's ChangeCipherSpec or TLS 1.3's encryption began: records are no longer in clear
};

/// Whether a handshake got far enough to say that this server encrypts: its key is proven, or its Finished checked.
bool encrypts(const handshake::Outcome& outcome);

}  // namespace mailglass::check
