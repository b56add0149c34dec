#include "report/exploration_view.h"

#include <optional>
#include <string>

#include "assess/findings.h"
#include "bytes/encoding.h"
#include "bytes/json_object.h"
#include "tls/registry.h"
#include "words/phrase_json.h"

namespace mailglass::report {
namespace {

using nlohmann::ordered_json;
using probe::Facts;
using probe::Known;

std::string hex16(std::uint16_t number) {
  return to_hex(ByteWriter().u16(number).bytes());
}

class Writer {
 public:
  Writer(const check::AddressRun& run, const probe::Explorer& explorer, const assess::AddressAssessment& address)
      : run_(run), explorer_(explorer), facts_(explorer.facts()), address_(address) {}

  [[nodiscard]] ordered_json write() const {
    ordered_json out = progress();
    out.update(json_object({{"versions", versions()},
                            {"properties", properties()},
                            {"sizes", sizes()},
                            {"dh", dh()},
                            {"signature_schemes", schemes()},
                            {"sni", probe::to_string(facts_.sni)},
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
    return json_object({{"depth", probe::to_string(explorer_.depth())},
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
  [[nodiscard]] ordered_json counted() const {
    const assess::WeaknessCount count = assess::count_weaknesses(address_.weaknesses);
    return json_object({{"grave", count.grave}, {"minor", count.minor}, {"open", count.open}});
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
                                 {"support", probe::to_string(known.support)},
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
                                 {"support", probe::to_string(version.support.support)},
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
    for (const probe::Property& property : address_.depths->properties) {
      out.push_back(json_object(
          {{"code", property.code},
           {"label", words::to_json(words::Phrase{property.label})},
           {"support", property.impossible.empty() ? probe::to_string(property.known.support) : "not-applicable"},
           {"why", words::to_json(property.impossible)},
           {"evidence", proof(property.known)}}));
    }
    return out;
  }
  [[nodiscard]] ordered_json sizes() const {
    ordered_json out = ordered_json::array();
    for (const probe::SizeFact& size : facts_.sizes) {
      out.push_back(json_object({{"bytes", size.size},
                                 {"support", probe::to_string(size.tolerated.support)},
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
    for (const probe::Weakness& weakness : address_.weaknesses) {
      const std::optional<assess::Severity> severity = assess::severity_of_weakness(weakness.code);
      out.push_back(
          json_object({{"code", weakness.code},
                       {"title", words::to_json(words::Phrase{probe::title_of(weakness)})},
                       {"reference", weakness.reference},
                       {"verdict", probe::to_string(weakness.verdict)},
                       {"severity", severity ? ordered_json(assess::to_string(*severity)) : ordered_json(nullptr)},
                       {"because", words::to_json(weakness.because)},
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
          {{"what", words::to_json(words::Phrase{std::string(open.what)})},
           {"why", probe::to_string(open.why)},
           {"reason", words::to_json(open.reason)},
           {"server_words", open.server_words.empty() ? ordered_json(nullptr) : ordered_json(open.server_words)}});
    }
    return out;
  }
  [[nodiscard]] ordered_json questions() const {
    ordered_json out = ordered_json::array();
    for (const probe::Observation& asked : explorer_.knowledge().observations()) {
      out.push_back(json_object({{"stream", run_.stream(asked.probe)},
                                 {"hello_bytes", asked.offered.size},
                                 {"answer", words::to_json(probe::describe(asked.answer))}}));
    }
    return out;
  }

  const check::AddressRun& run_;
  const probe::Explorer& explorer_;
  const Facts& facts_;
  const assess::AddressAssessment& address_;
};

}  // namespace

ordered_json exploration_json(const check::AddressRun& run, const assess::AddressAssessment& address) {
  const probe::Explorer* explorer = run.explorer();
  if (!explorer || !address.depths) return nullptr;
  return Writer(run, *explorer, address).write();
}

ordered_json exploration_glance_json(const check::AddressRun& run, const assess::AddressAssessment& address) {
  const probe::Explorer* explorer = run.explorer();
  if (!explorer) return nullptr;
  return Writer(run, *explorer, address).glance();
}

}  // namespace mailglass::report
