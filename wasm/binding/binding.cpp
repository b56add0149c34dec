// The browser's door: plain C functions over one check and its roots (exports.md). This is the only file of the
// analyzer that holds state between calls, because a WebAssembly module's exports have no object to hang it on.

#include <emscripten/emscripten.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "bytes/encoding.h"
#include "check/bytes_at.h"
#include "check/check.h"
#include "report/chain_view.h"
#include "report/overview.h"
#include "report/policy_view.h"
#include "report/protection_view.h"
#include "report/report.h"
#include "report/snapshot.h"
#include "x509/trust.h"

namespace {

using namespace mailglass;  // NOLINT(google-build-using-namespace): this file only forwards to it

struct Door {
  std::optional<x509::TrustStore> roots;
  std::optional<std::vector<dnssec::Anchor>> anchors;  ///< others than IANA's
  std::optional<check::Check> check;
  report::Snapshots snapshots;  ///< of this check, with these roots
  std::string result;
  bool dirty = false;

  int give(std::string text) {
    result = std::move(text);
    return 1;
  }
  int refuse(std::string_view why) {
    result = why;
    return 0;
  }
  void begin(check::Check with) {
    check.emplace(std::move(with));
    snapshots = {};
    dirty = true;
  }
  [[nodiscard]] const x509::TrustStore* trusted() const { return roots ? &*roots : nullptr; }
};

Door& door() {
  static Door instance;
  return instance;
}

std::string_view text(const char* data, std::size_t size) {
  return {data, size};
}
std::uint64_t microseconds(double us) {
  return us > 0 ? static_cast<std::uint64_t>(us) : 0;
}

std::optional<check::Setup> read_setup(std::string_view argument) {
  const auto value = nlohmann::ordered_json::parse(argument, nullptr, false);
  if (!value.is_object() || !value.contains("domain") || !value.contains("seed") || !value.contains("started_unix_ms"))
    return std::nullopt;
  if (!value["domain"].is_string() || !value["seed"].is_string() || !value["started_unix_ms"].is_number())
    return std::nullopt;
  check::Setup setup;
  setup.domain = value["domain"].get<std::string>();
  const auto seed = from_hex(value["seed"].get_ref<const std::string&>());
  if (!seed || seed->size() != setup.seed.size()) return std::nullopt;
  std::copy(seed->begin(), seed->end(), setup.seed.begin());
  setup.started_unix_ms = value["started_unix_ms"].get<std::int64_t>();
  if (value.contains("depth")) {
    const auto depth =
        value["depth"].is_string() ? check::depth_from(value["depth"].get_ref<const std::string&>()) : std::nullopt;
    if (!depth) return std::nullopt;
    setup.depth = *depth;
  }
  const auto patience = value.find("patience_ms");
  if (patience != value.end() && patience->is_number_unsigned())
    setup.patience_ms =
        static_cast<std::uint32_t>(std::min(patience->get<std::uint64_t>(), std::uint64_t{check::kSendersPatienceMs}));
  return setup;
}

}  // namespace

extern "C" {

EMSCRIPTEN_KEEPALIVE void* mg_alloc(std::size_t size) {
  return std::malloc(size);
}
EMSCRIPTEN_KEEPALIVE void mg_free(void* pointer) {
  std::free(pointer);
}
EMSCRIPTEN_KEEPALIVE const char* mg_result() {
  return door().result.data();
}
EMSCRIPTEN_KEEPALIVE std::size_t mg_result_size() {
  return door().result.size();
}

EMSCRIPTEN_KEEPALIVE int mg_start(const char* data, std::size_t size) {
  std::optional<check::Setup> setup = read_setup(text(data, size));
  if (!setup) return door().refuse("the check needs a domain, a seed of 32 bytes and a time");
  if (const auto name = check::parse_domain(setup->domain); !name) return door().refuse(name.error().rule);
  setup->anchors = door().anchors;
  door().begin(check::Check(std::move(*setup)));
  return 1;
}

EMSCRIPTEN_KEEPALIVE int mg_anchors(const char* data, std::size_t size) {
  auto anchors = dnssec::read_anchors(text(data, size));
  if (!anchors) return door().refuse(anchors.error().rule);
  // IANA's own are what stands here anyhow, and in no file.
  door().anchors.reset();
  if (dnssec::to_text(*anchors) != dnssec::to_text(dnssec::root_anchors())) door().anchors = std::move(*anchors);
  return 1;
}

EMSCRIPTEN_KEEPALIVE int mg_roots(const char* data, std::size_t size) {
  Parsed<x509::TrustStore> roots = x509::TrustStore::from_pem(text(data, size));
  if (!roots) return door().refuse(roots.error().rule);
  door().roots.emplace(std::move(*roots));
  door().snapshots = {};
  door().dirty = door().check.has_value();
  return 1;
}

EMSCRIPTEN_KEEPALIVE void mg_text(const char* data, std::size_t size, double us) {
  if (!door().check) return;
  door().check->on_text(text(data, size), microseconds(us));
  door().dirty = true;
}

EMSCRIPTEN_KEEPALIVE void mg_binary(const std::uint8_t* data, std::size_t size, double us) {
  if (!door().check) return;
  door().check->on_binary({data, size}, microseconds(us));
  door().dirty = true;
}

EMSCRIPTEN_KEEPALIVE void mg_lost(double us) {
  if (!door().check) return;
  door().check->on_lost(microseconds(us));
  door().dirty = true;
}

EMSCRIPTEN_KEEPALIVE void mg_tick(double us) {
  if (!door().check || door().check->finished()) return;
  const std::size_t before = door().check->evidence().events.size();
  door().check->on_tick(microseconds(us));
  door().dirty = door().dirty || door().check->evidence().events.size() != before;
}

EMSCRIPTEN_KEEPALIVE int mg_next() {
  if (!door().check) return 0;
  std::optional<check::Outgoing> next = door().check->next_outgoing();
  if (!next) return 0;
  if (const auto* frame = std::get_if<wire::Frame>(&*next)) {
    door().result = text_of(wire::encode(*frame));
    return 2;
  }
  return door().give(wire::encode(std::get<wire::FromPage>(*next)));
}

EMSCRIPTEN_KEEPALIVE int mg_dirty() {
  return door().dirty ? 1 : 0;
}

/// 0: on its way; 1: the headline is known; 2: at its end.
EMSCRIPTEN_KEEPALIVE int mg_reached() {
  if (!door().check) return 0;
  if (door().check->finished()) return 2;
  return door().check->headline_us() ? 1 : 0;
}

EMSCRIPTEN_KEEPALIVE int mg_work() {
  return door().check && door().snapshots.work(*door().check, door().trusted()) ? 1 : 0;
}

EMSCRIPTEN_KEEPALIVE int mg_snapshot() {
  if (!door().check) return door().refuse("no check was started");
  door().dirty = false;
  return door().give(door().snapshots.write(*door().check, door().trusted()));
}

EMSCRIPTEN_KEEPALIVE int mg_details(std::size_t server, std::size_t address) {
  if (!door().check) return door().refuse("no check was started");
  std::string details = door().snapshots.details(*door().check, {server, address}, door().trusted());
  return details.empty() ? door().refuse("no such address") : door().give(std::move(details));
}

EMSCRIPTEN_KEEPALIVE int mg_what_if(const char* data, std::size_t size) {
  const auto otherwise = report::read_otherwise(text(data, size));
  if (!door().check || !otherwise) return door().refuse("no such question, or no check to ask it of");
  const auto answer = assess::what_if(*door().check, door().trusted(), *otherwise);
  const auto* found = std::get_if<assess::WhatIf>(&answer);
  if (!found) return door().refuse("it cannot be said of this check");
  return door().give(report::json_text(report::what_if_json(*found, *otherwise)));
}

EMSCRIPTEN_KEEPALIVE int mg_chain(std::uint32_t lookup) {
  const check::LookupRun* found = door().check ? door().check->lookup(lookup) : nullptr;
  return found ? door().give(report::json_text(report::chain_json(*found))) : door().refuse("no such lookup");
}

EMSCRIPTEN_KEEPALIVE int mg_policy() {
  if (!door().check) return door().refuse("no check was started");
  return door().give(report::json_text(report::policy_json(*door().check, door().trusted())));
}

EMSCRIPTEN_KEEPALIVE int mg_report() {
  if (!door().check) return door().refuse("no check was started");
  return door().give(report::write_report(*door().check, door().trusted()));
}

EMSCRIPTEN_KEEPALIVE int mg_evidence() {
  if (!door().check) return door().refuse("no check was started");
  return door().give(check::write_evidence(door().check->evidence()));
}

EMSCRIPTEN_KEEPALIVE int mg_replay(const char* data, std::size_t size) {
  const Parsed<check::Evidence> evidence = check::read_evidence(text(data, size));
  if (!evidence) return door().refuse(evidence.error().rule);
  door().begin(check::replay(*evidence, check::Reading::Opened, door().anchors));
  return 1;
}

/// Runs evidence as a check runs, and keeps none of it. Browsers compile a function when it is first called: after
/// this, the first real check does not wait for that.
EMSCRIPTEN_KEEPALIVE int mg_rehearse(const char* data, std::size_t size) {
  const Parsed<check::Evidence> evidence = check::read_evidence(text(data, size));
  if (!evidence) return door().refuse(evidence.error().rule);
  return door().give(report::Snapshots().write(check::replay(*evidence, check::Reading::Live), nullptr));
}

EMSCRIPTEN_KEEPALIVE int mg_bytes(int source, std::uint32_t id, std::size_t offset, std::size_t length) {
  const check::BytesAt at{static_cast<check::Source>(source), id, {offset, length}};
  const std::optional<ByteView> bytes = door().check ? check::bytes_at(*door().check, at) : std::nullopt;
  return bytes ? door().give(text_of(*bytes)) : door().refuse("no such bytes");
}

}  // extern "C"
