#pragma once
// One connection to the host of a domain's MTA-STS policy (RFC 8461 section 3.3): a handshake that proves the host, the
// relay's one request inside TLS, and the host's answer, which only this end can read.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "check/probe_run.h"
#include "check/transcript.h"
#include "handshake/client.h"
#include "http/response.h"
#include "wire/control.h"
#include "wire/frame.h"

namespace mailglass::check {

class PolicyRun {
 public:
  struct Plan {
    std::uint32_t id;
    std::string host;
    std::string address;
    handshake::Seed seed;
  };
  explicit PolicyRun(Plan plan);

  [[nodiscard]] wire::Probe request() const;
  /// Takes bytes; returns what the page wants to say to the host now.
  Bytes took(const wire::Frame& frame);
  std::optional<wire::Say> take_word();  ///< behind what `took` returned
  bool take_finish();                    ///< all is read, or nothing more can be: true at most once
  std::uint64_t claim_sent(std::size_t count) { return std::exchange(said_, said_ + count); }
  void refused(const wire::Refused& refusal) { refused_ = refusal.rule; }
  void ended(ProbeEnd end);

  [[nodiscard]] const Plan& plan() const { return plan_; }
  [[nodiscard]] const Transcript& transcript() const { return transcript_; }
  [[nodiscard]] const handshake::Outcome& handshake() const { return client_.outcome(); }
  [[nodiscard]] const std::optional<ProbeEnd>& end() const { return end_; }
  /// A rule by which the relay would not go on.
  [[nodiscard]] const std::optional<std::string>& refused_by() const { return refused_; }
  [[nodiscard]] bool asked() const { return asked_; }
  /// The host's answer, as far as it came.
  [[nodiscard]] const http::Reading& answer() const { return answer_; }
  /// All that the host said inside TLS.
  [[nodiscard]] ByteView said_inside() const { return client_.inside().plaintext; }
  /// The records in the host's stream that it came in.
  [[nodiscard]] ByteRange sealed() const;

 private:
  void read_answer();

  Plan plan_;
  handshake::Client client_;
  Transcript transcript_;
  std::optional<ProbeEnd> end_;
  std::optional<std::string> refused_;
  std::optional<wire::Word> word_;
  http::Reading answer_;
  std::size_t answered_from_ = 0;  ///< in the host's stream: nothing of its answer stands before
  std::uint64_t said_;
  bool asked_ = false;
  enum class Finish : std::uint8_t { NotYet, Wanted, Told } finish_ = Finish::NotYet;
};

}  // namespace mailglass::check
