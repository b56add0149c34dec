#pragma once
// The evidence of a check: everything that went in, so that anyone can run it again (docs/evidence.md).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "bytes/parsed.h"
#include "bytes/reader.h"
#include "dnssec/anchors.h"
#include "handshake/client.h"

namespace mailglass::check {

/// How much is asked of each address: the headline's one connection, or an exploration within a budget as well.
enum class Depth : std::uint8_t { Headline, Quick, Standard, Full };
std::string_view to_string(Depth depth);  ///< "headline" "quick" "standard" "full"
std::optional<Depth> depth_from(std::string_view text);

/// What a check asks; saved evidence answers what its own plan asked only. 1: besides what 0 asks, the TLSA records at
/// the end of a mail server's aliases. 2: besides, handshakes carried to their end where TLS 1.3 is all there is, and
/// the last connections are kept for greater questions under way. 3: besides, where the relay says words inside TLS,
/// EHLO there before QUIT; second looks (looks.h), addresses in place of names, and one host at several preferences
/// once. 4: besides, the second edition of the exploration's questions (probe::Edition). 5: besides, a look with
/// senders' own hello behind an exploration that leaves it open whether they get through. 6: besides, what the answers'
/// signatures rest on, so that they are checked here and the relay's word on them counts for nothing. 7: besides, what
/// DNS says beside the answer. 8: besides, a look with senders' own hello where the exploration saw a hello without a
/// name refused. 9: besides, mail servers' addresses are asked for before the signatures that name the servers are
/// checked, with what signatures of the servers' own zones are likely to rest on; and a second look where the first was
/// refused at the door, or hung up on before TLS; and one with senders' own hello wherever hellos like theirs ended in
/// vain, be it in silence. 10: besides, that look where a HelloRetryRequest asks hellos like theirs for a group that no
/// sender has, and where hellos that name the server were met by silence; and text that came with the go-ahead for TLS
/// is passed over, and keys before TLS 1.3 are drawn from the seed alone.
inline constexpr std::uint32_t kPlan = 10;
inline constexpr std::uint32_t kPlanWithAliases = 1, kPlanWithCarriedQuestions = 2, kPlanWithWords = 3,
                               kPlanWithSecondLooks = 3, kPlanWithSecondEdition = 4, kPlanWithLastLooks = 5,
                               kPlanWithDnssec = 6, kPlanWithBeside = 7, kPlanWithNamelessLooks = 8,
                               kPlanWithEarlyAddresses = 9, kPlanWithSecondKnock = 9, kPlanWithRetries = 10,
                               kPlanWithSilentNames = 10, kPlanWithDroppedText = 10, kPlanWithKeysFromSeed = 10;

/// What a check starts from.
struct Setup {
  std::string domain;                ///< as given, ASCII
  handshake::Seed seed{};            ///< all randomness comes from here
  std::int64_t started_unix_ms = 0;  ///< the evidence's own time: certificates are judged at it
  Depth depth = Depth::Headline;
  std::uint32_t plan = kPlan;
  /// For each step of a server that is slow, behind the usual deadlines; 0: none. Stands in no file: what came of it is
  /// in the messages.
  std::uint32_t patience_ms = 0;
  /// Other trust anchors than IANA's (dnssec::root_anchors): of a root of one's own. What rests on them is proven to
  /// whoever gave them.
  std::optional<std::vector<dnssec::Anchor>> anchors = {};
};
/// What senders have, by RFC 5321 section 4.5.3.2.
inline constexpr std::uint32_t kSendersPatienceMs = 300'000;

/// Whether what came from the relay comes now, to whoever looks, or stands in a file that somebody saved. It is known
/// to who runs the check and stands in no file.
enum class Reading : std::uint8_t { Live, Opened };

/// What came from the relay, in the order it came; `us` since the start of the check.
struct TextEvent {
  std::uint64_t us;
  std::string text;
};
struct BinaryEvent {
  std::uint64_t us;
  Bytes bytes;
};
struct TickEvent {
  std::uint64_t us;
};
struct LostEvent {
  std::uint64_t us;
};
using Event = std::variant<TextEvent, BinaryEvent, TickEvent, LostEvent>;

struct Evidence {
  Setup setup;
  std::vector<Event> events;
};

inline constexpr std::size_t kMaxEvidenceFile = 64 * 1024 * 1024;
/// More than a check can have; it ends at the first one over it.
inline constexpr std::size_t kMaxEvents = 200'000;
/// The last second that every build can judge a certificate at: where a C time has 32 bits it is 2038-01-19.
inline constexpr std::int64_t kLastUnixSecond = 0x7fffffff;

/// The evidence file: JSON, one event a line.
std::string write_evidence(const Evidence& evidence);
Parsed<Evidence> read_evidence(std::string_view text);

/// The seed of one probe: SHA-256 over a label, the check's seed and the probe's id.
handshake::Seed probe_seed(const handshake::Seed& seed, std::uint32_t probe_id);

}  // namespace mailglass::check
