#include "check/evidence.h"

#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "bytes/encoding.h"
#include "bytes/json_object.h"
#include "wire/control.h"

namespace mailglass::check {
namespace {

using json = nlohmann::ordered_json;  // one kind of JSON value in the whole module keeps it small
using nlohmann::ordered_json;

constexpr std::string_view kFormat = "mailglass-evidence/1";

constexpr std::array<std::string_view, 4> kDepths = {"headline", "quick", "standard", "full"};

/// An event has two members, and unknown ones are ignored.
constexpr JsonBounds kBounds{.depth = 8, .values = 8 * kMaxEvents};

std::string dump(const ordered_json& value) {
  return value.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

struct EventWriter {
  ordered_json operator()(const TextEvent& e) const { return json_object({{"us", e.us}, {"text", e.text}}); }
  ordered_json operator()(const BinaryEvent& e) const {
    return json_object({{"us", e.us}, {"binary", to_base64(e.bytes)}});
  }
  ordered_json operator()(const TickEvent& e) const { return json_object({{"us", e.us}, {"tick", true}}); }
  ordered_json operator()(const LostEvent& e) const { return json_object({{"us", e.us}, {"lost", true}}); }
};

Parsed<Event> read_event(const json& value, std::size_t index) {
  if (!value.is_object()) return ParseError{index, "evidence.event-no-object"};
  const auto us = value.find("us");
  if (us == value.end() || !us->is_number_unsigned()) return ParseError{index, "evidence.event-no-time"};
  const auto at = us->get<std::uint64_t>();
  if (at >= wire::kTimeEnd) return ParseError{index, "evidence.event-time"};
  if (const auto text = value.find("text"); text != value.end() && text->is_string()) {
    return Event{TextEvent{at, text->get<std::string>()}};
  }
  if (const auto binary = value.find("binary"); binary != value.end() && binary->is_string()) {
    auto bytes = from_base64(binary->get_ref<const std::string&>());
    if (!bytes) return ParseError{index, "evidence.event-base64"};
    return Event{BinaryEvent{at, std::move(*bytes)}};
  }
  if (value.contains("tick")) return Event{TickEvent{at}};
  if (value.contains("lost")) return Event{LostEvent{at}};
  return ParseError{index, "evidence.event-kind"};
}

}  // namespace

std::string_view to_string(Depth depth) {
  return kDepths.at(static_cast<std::size_t>(depth));
}
std::optional<Depth> depth_from(std::string_view text) {
  const auto found = std::find(kDepths.begin(), kDepths.end(), text);
  if (found == kDepths.end()) return std::nullopt;
  return static_cast<Depth>(found - kDepths.begin());
}

std::string write_evidence(const Evidence& evidence) {
  // The head by hand and a line for each event, so that a person can read it and a diff shows what changed.
  std::string out = "{\"format\":" + dump(kFormat) + ",\n\"analyzer\":" + dump(MAILGLASS_VERSION) +
                    ",\n\"domain\":" + dump(evidence.setup.domain) +
                    ",\n\"seed\":" + dump(to_hex(evidence.setup.seed)) +
                    ",\n\"started_unix_ms\":" + std::to_string(evidence.setup.started_unix_ms);
  if (evidence.setup.depth != Depth::Headline) out += ",\n\"depth\":" + dump(to_string(evidence.setup.depth));
  if (evidence.setup.plan != 0) out += ",\n\"plan\":" + std::to_string(evidence.setup.plan);
  out += ",\n\"events\":[";
  const char* separator = "\n";
  for (const Event& event : evidence.events) {
    out += separator;
    out += dump(std::visit(EventWriter{}, event));
    separator = ",\n";
  }
  return out + "\n]}\n";
}

Parsed<Evidence> read_evidence(std::string_view text) {
  if (text.size() > kMaxEvidenceFile) return ParseError{kMaxEvidenceFile, "evidence.too-large"};
  if (!within(text, kBounds)) return ParseError{0, "evidence.too-deep"};
  const json file = json::parse(text, nullptr, false);
  if (!file.is_object()) return ParseError{0, "evidence.no-object"};
  const auto format = file.find("format");
  if (format == file.end() || *format != kFormat) return ParseError{0, "evidence.other-format"};
  Evidence evidence;
  const auto domain = file.find("domain");
  const auto seed = file.find("seed");
  const auto started = file.find("started_unix_ms");
  const auto events = file.find("events");
  if (domain == file.end() || !domain->is_string()) return ParseError{0, "evidence.no-domain"};
  if (domain->get_ref<const std::string&>().size() > wire::kMaxName) return ParseError{0, "evidence.domain-too-long"};
  if (seed == file.end() || !seed->is_string()) return ParseError{0, "evidence.no-seed"};
  if (started == file.end() || !started->is_number_integer()) return ParseError{0, "evidence.no-start"};
  if (!started->is_number_unsigned() || started->get<std::uint64_t>() / 1000 > kLastUnixSecond)
    return ParseError{0, "evidence.start-out-of-range"};
  if (events == file.end() || !events->is_array()) return ParseError{0, "evidence.no-events"};
  if (events->size() > kMaxEvents + 1) return ParseError{0, "evidence.too-many-events"};
  const auto seed_bytes = from_hex(seed->get_ref<const std::string&>());
  if (!seed_bytes || seed_bytes->size() != evidence.setup.seed.size()) return ParseError{0, "evidence.seed-length"};
  std::copy(seed_bytes->begin(), seed_bytes->end(), evidence.setup.seed.begin());
  evidence.setup.domain = domain->get<std::string>();
  evidence.setup.started_unix_ms = started->get<std::int64_t>();
  if (const auto depth = file.find("depth"); depth != file.end()) {
    const auto known = depth->is_string() ? depth_from(depth->get_ref<const std::string&>()) : std::nullopt;
    if (!known) return ParseError{0, "evidence.depth"};
    evidence.setup.depth = *known;
  }
  const auto plan = file.find("plan");
  const bool numbered = plan != file.end() && plan->is_number_unsigned();
  if (plan != file.end() && (!numbered || plan->get<std::uint64_t>() > kPlan)) return ParseError{0, "evidence.later"};
  evidence.setup.plan = numbered ? plan->get<std::uint32_t>() : 0;
  for (std::size_t i = 0; i < events->size(); ++i) {
    Parsed<Event> event = read_event((*events)[i], i);
    if (!event) return event.error();
    evidence.events.push_back(std::move(*event));
  }
  return evidence;
}

handshake::Seed probe_seed(const handshake::Seed& seed, std::uint32_t probe_id) {
  ByteWriter input;
  input.append(view_of("mailglass probe seed/1")).append(seed).u32(probe_id);
  handshake::Seed out;
  SHA256(input.bytes().data(), input.size(), out.data());
  return out;
}

}  // namespace mailglass::check
