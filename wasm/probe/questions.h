#pragma once
// The ClientHellos the exploration asks with, and which of them is worth asking next. No memory of its own: everything
// follows from the knowledge so far.

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "probe/hello_spec.h"
#include "probe/knowledge.h"

namespace mailglass::probe {

enum class Depth : std::uint8_t { Quick, Standard, Full };
std::string_view to_string(Depth depth);

/// What a question is about; two about the same thing are never asked at the same time.
enum class Lane : std::uint8_t {
  Suites,
  Tls13,
  OldVersions,
  Ssl2,
  Fallback,
  Signature,
  Oddities,
  Groups,
  OldSuites,
  Session,
  Certificates
};

using Hello = std::variant<HelloSpec, Ssl2HelloSpec, SessionHello, CarriedHello>;

/// What the questions may depend on beside the facts.
struct Scope {
  std::string host;
  Depth depth = Depth::Standard;
  bool session = false;  ///< the headline left one that can be presented
  bool carries = false;  ///< there is somebody to carry handshakes to their end
  Edition edition = Edition::Second;
};

/// The one topic that needs more than facts.
inline constexpr std::string_view kResumption = "topic.resumption";

/// Something worth knowing, and how to ask for it.
struct Topic {
  std::string_view name;  ///< the message that says what is asked: "topic.weak-suites"
  Lane lane;
  Depth from;  ///< asked at this depth and deeper
  /// The hellos that would tell what is still unknown, best first: the later ones are for when the earlier ones gave no
  /// clear answer. Empty when nothing is left to ask.
  std::vector<Hello> (*ask)(const Facts& facts, const Scope& scope);
  Edition since = Edition::First;
};
/// Most worth knowing first: whether versions and weak suites are there, then the rest by classes, then completeness.
std::span<const Topic> topics();

// The topics' questions, by subject.
std::vector<Hello> ask_first_contact(const Facts& facts, const Scope& scope);
std::vector<Hello> ask_old_versions(const Facts& facts, const Scope& scope);
std::vector<Hello> ask_ssl2(const Facts& facts, const Scope& scope);
std::vector<Hello> ask_fallback(const Facts& facts, const Scope& scope);
std::vector<Hello> ask_weak_suites(const Facts& facts, const Scope& scope);
std::vector<Hello> ask_suite_classes(const Facts& facts, const Scope& scope);
std::vector<Hello> ask_every_suite(const Facts& facts, const Scope& scope);
std::vector<Hello> ask_preference(const Facts& facts, const Scope& scope);
std::vector<Hello> ask_old_weak_suites(const Facts& facts, const Scope& scope);
std::vector<Hello> ask_old_suites(const Facts& facts, const Scope& scope);
std::vector<Hello> ask_tls13(const Facts& facts, const Scope& scope);
std::vector<Hello> ask_post_quantum(const Facts& facts, const Scope& scope);
std::vector<Hello> ask_every_tls13_suite(const Facts& facts, const Scope& scope);
std::vector<Hello> ask_every_tls13_group(const Facts& facts, const Scope& scope);
std::vector<Hello> ask_tls13_order(const Facts& facts, const Scope& scope);
std::vector<Hello> ask_small_curves(const Facts& facts, const Scope& scope);
std::vector<Hello> ask_every_tls12_group(const Facts& facts, const Scope& scope);
std::vector<Hello> ask_old_groups(const Facts& facts, const Scope& scope);
std::vector<Hello> ask_dh_sizes(const Facts& facts, const Scope& scope);
std::vector<Hello> ask_old_dh_sizes(const Facts& facts, const Scope& scope);
std::vector<Hello> ask_session_id(const Facts& facts, const Scope& scope);
std::vector<Hello> ask_missing_name(const Facts& facts, const Scope& scope);
std::vector<Hello> ask_missing_name_tls13(const Facts& facts, const Scope& scope);
std::vector<Hello> ask_signature_schemes(const Facts& facts, const Scope& scope);
std::vector<Hello> ask_chacha_first(const Facts& facts, const Scope& scope);
std::vector<Hello> ask_sha1(const Facts& facts, const Scope& scope);
std::vector<Hello> ask_oddities(const Facts& facts, const Scope& scope);
std::vector<Hello> ask_sizes(const Facts& facts, const Scope& scope);
std::vector<Hello> ask_resumption(const Facts& facts, const Scope& scope);
std::vector<Hello> ask_certificates_tls13(const Facts& facts, const Scope& scope);
std::vector<Hello> ask_alpn(const Facts& facts, const Scope& scope);
std::vector<Hello> ask_future_version(const Facts& facts, const Scope& scope);

}  // namespace mailglass::probe
