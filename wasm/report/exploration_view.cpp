#include "report/exploration_view.h"

#include <array>
#include <string>

#include "assess/findings.h"
#include "bytes/encoding.h"
#include "bytes/json_object.h"
#include "probe/applicability.h"
#include "tls/registry.h"

namespace mailglass::report {
namespace {

using nlohmann::ordered_json;
using probe::Facts;
using probe::Known;

std::string hex16(std::uint16_t number) {
  return to_hex(ByteWriter().u16(number).bytes());
}

std::string_view support_text(probe::Support support) {
  switch (support) {
    case probe::Support::Yes: return "yes";
    case probe::Support::No: return "no";
    case probe::Support::Unknown: break;
  }
  return "unknown";
}
std::string_view verdict_text(probe::Verdict verdict) {
  switch (verdict) {
    case probe::Verdict::Present: return "present";
    case probe::Verdict::Absent: return "absent";
    case probe::Verdict::Open: break;
  }
  return "open";
}
std::string_view why_text(probe::NotEstablished::Why why) {
  using Why = probe::NotEstablished::Why;
  switch (why) {
    case Why::Budget: return "budget";
    case Why::Unclear: return "unclear";
    case Why::TurnedAway: return "turned-away";
    case Why::NotReached: return "not-reached";
    case Why::Depth: return "depth";
  }
  return "";
}
std::string_view sni_text(probe::SniEffect effect) {
  switch (effect) {
    case probe::SniEffect::None: return "none";
    case probe::SniEffect::OtherCertificate: return "other-certificate";
    case probe::SniEffect::Refused: return "refused";
    case probe::SniEffect::Unknown: break;
  }
  return "unknown";
}
std::string_view depth_text(probe::Depth depth) {
  switch (depth) {
    case probe::Depth::Quick: return "quick";
    case probe::Depth::Standard: return "standard";
    case probe::Depth::Full: return "full";
  }
  return "";
}

/// Facts with a yes or no of their own.
struct Property {
  std::string_view code, label;
  Known (*of)(const Facts& facts);
  std::string (*impossible)(const Facts& facts) = nullptr;  ///< why it cannot be there (probe/applicability.h)
  std::string_view tls13_label = {};                        ///< where TLS 1.3 is all there is, if it differs
  [[nodiscard]] std::string_view label_for(const Facts& facts) const {
    return tls13_label.empty() || probe::only_tls13(facts).empty() ? label : tls13_label;
  }
};
template <std::uint16_t Type>
Known extension(const Facts& facts) {
  return facts.extension(Type);
}
constexpr std::array kProperties = {
    Property{"ssl2", "SSL 2.0", [](const Facts& f) { return f.ssl2; }},
    Property{"extended-master-secret", "Extended master secret (RFC 7627)", extension<23>, probe::only_tls13},
    Property{"encrypt-then-mac", "Encrypt-then-MAC (RFC 7366)", extension<22>, probe::only_tls13},
    Property{"secure-renegotiation", "Secure renegotiation (RFC 5746)", extension<0xff01>, probe::only_tls13},
    Property{"session-ticket", "Session tickets (RFC 5077)", extension<35>, probe::only_tls13},
    Property{"session-id", "Session identifiers", [](const Facts& f) { return f.session_ids; }, probe::only_tls13},
    Property{"session-resumption", "Takes a session back when it is presented",
             [](const Facts& f) { return f.resumption; }},
    Property{"fallback-scsv", "Fallback protection (RFC 7507)", [](const Facts& f) { return f.fallback_scsv; },
             probe::nothing_to_fall_back_to},
    Property{"downgrade-sentinel-tls12", "Marks a downgrade to TLS 1.2 (RFC 8446 section 4.1.3)",
             [](const Facts& f) { return f.sentinel_tls12; }, probe::no_downgrade_to_tls12},
    Property{"downgrade-sentinel-tls11", "Marks a downgrade to TLS 1.1 and older (RFC 8446 section 4.1.3)",
             [](const Facts& f) { return f.sentinel_tls11; }, probe::no_downgrade_to_tls11},
    Property{"ocsp-staple", "Staples an OCSP answer, up to TLS 1.2 (RFC 6066)", extension<5>, nullptr,
             "Staples an OCSP answer (RFC 8446 section 4.4.2.1)"},
    Property{"sct", "Sends signed certificate timestamps, up to TLS 1.2 (RFC 6962)", extension<18>, nullptr,
             "Sends signed certificate timestamps (RFC 6962)"},
    Property{"alpn", "Answers ALPN for smtp or esmtp, up to TLS 1.2 (RFC 7301)", extension<16>, nullptr,
             "Answers ALPN for smtp or esmtp (RFC 7301)"},
    Property{"heartbeat", "Heartbeat, up to TLS 1.2 (RFC 6520)", extension<15>, probe::only_tls13},
    Property{"compression", "TLS compression", [](const Facts& f) { return f.compression; }, probe::only_tls13},
    Property{"sha1-signatures", "Signs with SHA-1 when asked", [](const Facts& f) { return f.sha1_signatures; },
             probe::no_choice_of_signatures},
    Property{"client-certificate", "Asks for a client certificate",
             [](const Facts& f) { return f.client_certificate_requested; }},
    Property{"rsa-certificate", "RSA certificate", [](const Facts& f) { return f.rsa_certificate; }},
    Property{"ecdsa-certificate", "ECDSA certificate", [](const Facts& f) { return f.ecdsa_certificate; }},
    Property{"unknown-values", "Takes unknown values (GREASE, RFC 8701)", [](const Facts& f) { return f.grease; }},
    Property{"future-version", "Takes a version from the future", [](const Facts& f) { return f.future_version; }},
};

class Writer {
 public:
  Writer(const check::AddressRun& run, const probe::Explorer& explorer, const std::vector<probe::Weakness>& weaknesses)
      : run_(run), explorer_(explorer), facts_(explorer.facts()), weaknesses_(weaknesses) {}

  [[nodiscard]] ordered_json write() const {
    ordered_json out = progress();
    out.update(json_object({{"versions", versions()},
                            {"properties", properties()},
                            {"sizes", sizes()},
                            {"dh", dh()},
                            {"signature_schemes", schemes()},
                            {"sni", sni_text(facts_.sni)},
                            {"weaknesses", weaknesses()},
                            {"not_established", not_established()},
                            {"questions", questions()}}));
    return out;
  }
  [[nodiscard]] ordered_json glance() const {
    ordered_json out = progress();
    set_member(out, "weaknesses", counted());
    return out;
  }

 private:
  [[nodiscard]] ordered_json progress() const {
    const probe::Usage usage = explorer_.usage();
    const auto at = explorer_.next_at();
    return json_object({{"depth", depth_text(explorer_.depth())},
                        {"done", explorer_.finished()},
                        {"budget", json_object({{"allowed", usage.budget},
                                                {"used", usage.used},
                                                {"turned_away", usage.turned_away},
                                                {"lost", usage.lost},
                                                {"running", usage.running}})},
                        {"pace", json_object({{"slowed", explorer_.pace().slowed()},
                                              {"spacing_us", explorer_.pace().spacing_us()},
                                              {"next_at_us", at ? ordered_json(*at) : ordered_json(nullptr)}})}});
  }
  /// Of those that are there, the ones that mail has to mind, and the rest; and those that stayed open.
  [[nodiscard]] ordered_json counted() const {
    std::size_t grave = 0, minor = 0, open = 0;
    for (const probe::Weakness& weakness : weaknesses_) {
      const std::string_view finding = assess::finding_of_weakness(weakness.code);
      const bool minded = !finding.empty() && assess::finding_text(finding).severity >= assess::Severity::Warning;
      if (weakness.verdict == probe::Verdict::Open) ++open;
      if (weakness.verdict == probe::Verdict::Present) ++(minded ? grave : minor);
    }
    return json_object({{"grave", grave}, {"minor", minor}, {"open", open}});
  }
  [[nodiscard]] ordered_json place(const probe::Evidence& evidence) const {
    return json_object({{"stream", run_.stream(evidence.probe)},
                        {"direction", "from-server"},
                        {"offset", evidence.range.offset},
                        {"length", evidence.range.length}});
  }
  [[nodiscard]] ordered_json places(const std::vector<probe::Evidence>& all) const {
    ordered_json out = ordered_json::array();
    for (const probe::Evidence& evidence : all) out.push_back(place(evidence));
    return out;
  }
  [[nodiscard]] ordered_json proof(const Known& known) const {
    return known.unknown() ? ordered_json::array() : places({known.evidence});
  }

  template <class Name>
  [[nodiscard]] ordered_json choices(const std::map<std::uint16_t, Known>& all, Name&& name) const {
    ordered_json out = ordered_json::array();
    for (const auto& [id, known] : all) {
      out.push_back(json_object({{"id", hex16(id)},
                                 {"name", name(id)},
                                 {"support", support_text(known.support)},
                                 {"evidence", proof(known)}}));
    }
    return out;
  }
  [[nodiscard]] ordered_json versions() const {
    ordered_json out = ordered_json::array();
    // NOLINTNEXTLINE(modernize-loop-convert): Emscripten 3.1.6's library has no std::ranges::reverse_view
    for (auto it = facts_.versions.rbegin(); it != facts_.versions.rend(); ++it) {
      const auto& [number, version] = *it;
      ordered_json order = ordered_json::array();
      for (const std::uint16_t suite : version.order) order.push_back(hex16(suite));
      out.push_back(json_object({{"version", tls::to_string(static_cast<tls::Version>(number))},
                                 {"support", support_text(version.support.support)},
                                 {"evidence", proof(version.support)},
                                 {"suites", choices(version.suites, tls::cipher_suite_text)},
                                 {"groups", choices(version.groups, tls::named_group_text)},
                                 {"preference", probe::to_string(version.preference)},
                                 {"order", order},
                                 {"order_complete", version.order_complete}}));
    }
    return out;
  }
  [[nodiscard]] ordered_json properties() const {
    ordered_json out = ordered_json::array();
    for (const Property& property : kProperties) {
      const Known known = property.of(facts_);
      const std::string why = known.unknown() && property.impossible ? property.impossible(facts_) : std::string();
      out.push_back(json_object({{"code", property.code},
                                 {"label", property.label_for(facts_)},
                                 {"support", why.empty() ? support_text(known.support) : "not-applicable"},
                                 {"why", why},
                                 {"evidence", proof(known)}}));
    }
    return out;
  }
  [[nodiscard]] ordered_json sizes() const {
    ordered_json out = ordered_json::array();
    for (const probe::SizeFact& size : facts_.sizes) {
      out.push_back(json_object({{"bytes", size.size},
                                 {"support", support_text(size.tolerated.support)},
                                 {"evidence", proof(size.tolerated)}}));
    }
    return out;
  }
  [[nodiscard]] ordered_json dh() const {
    ordered_json out = ordered_json::array();
    for (const probe::DhFact& dh : facts_.dh) {
      out.push_back(json_object({{"bits", dh.parameters.prime_bits},
                                 {"known_prime", dh.known_prime},
                                 {"suite", tls::cipher_suite_text(dh.suite)},
                                 {"evidence", places({dh.evidence})}}));
    }
    return out;
  }
  [[nodiscard]] ordered_json schemes() const {
    ordered_json out = ordered_json::array();
    for (const auto& [scheme, evidence] : facts_.signature_schemes) {
      out.push_back(
          {{"id", hex16(scheme)}, {"name", tls::signature_scheme_text(scheme)}, {"evidence", places({evidence})}});
    }
    return out;
  }
  [[nodiscard]] static ordered_json accepted(const std::vector<probe::AcceptedIn>& all,
                                             std::string (*name)(std::uint16_t id)) {
    ordered_json out = ordered_json::array();
    for (const auto& [version, id] : all) {
      out.push_back(json_object(
          {{"version", tls::to_string(static_cast<tls::Version>(version))}, {"id", hex16(id)}, {"name", name(id)}}));
    }
    return out;
  }
  [[nodiscard]] ordered_json weaknesses() const {
    ordered_json out = ordered_json::array();
    for (const probe::Weakness& weakness : weaknesses_) {
      const std::string_view finding = assess::finding_of_weakness(weakness.code);
      out.push_back(json_object(
          {{"code", weakness.code},
           {"title", weakness.title},
           {"reference", weakness.reference},
           {"verdict", verdict_text(weakness.verdict)},
           {"severity", finding.empty() ? ordered_json(nullptr)
                                        : ordered_json(assess::to_string(assess::finding_text(finding).severity))},
           {"because", weakness.because},
           {"suites", accepted(weakness.suites, tls::cipher_suite_text)},
           {"groups", accepted(weakness.groups, tls::named_group_text)},
           {"evidence", places(weakness.evidence)}}));
    }
    return out;
  }
  [[nodiscard]] ordered_json not_established() const {
    ordered_json out = ordered_json::array();
    for (const probe::NotEstablished& open : explorer_.not_established()) {
      out.push_back(
          {{"what", open.what},
           {"why", why_text(open.why)},
           {"reason", open.reason},
           {"server_words", open.server_words.empty() ? ordered_json(nullptr) : ordered_json(open.server_words)}});
    }
    return out;
  }
  [[nodiscard]] ordered_json questions() const {
    ordered_json out = ordered_json::array();
    for (const probe::Observation& asked : explorer_.knowledge().observations()) {
      out.push_back(json_object({{"stream", run_.stream(asked.probe)},
                                 {"hello_bytes", asked.offered.size},
                                 {"answer", probe::describe(asked.answer)}}));
    }
    return out;
  }

  const check::AddressRun& run_;
  const probe::Explorer& explorer_;
  const Facts& facts_;
  const std::vector<probe::Weakness>& weaknesses_;
};

}  // namespace

ordered_json exploration_json(const check::AddressRun& run, const assess::AddressAssessment& address) {
  const probe::Explorer* explorer = run.explorer();
  if (!explorer) return nullptr;
  return Writer(run, *explorer, address.weaknesses).write();
}

ordered_json exploration_glance_json(const check::AddressRun& run, const assess::AddressAssessment& address) {
  const probe::Explorer* explorer = run.explorer();
  if (!explorer) return nullptr;
  return Writer(run, *explorer, address.weaknesses).glance();
}

}  // namespace mailglass::report
