#include "probe/dh_classes.h"

#include <algorithm>

#include "probe/offers.h"
#include "tls/registry.h"
#include "tls/suite_kinds.h"

namespace mailglass::probe {
namespace {

bool is_of(DhClass dh_class, const tls::CipherSuite& suite) {
  if (!tls::is_dhe(suite)) return false;
  if (suite.exportable) return dh_class == DhClass::Export;
  return dh_class == (suite.key_exchange == tls::KeyExchange::DhAnon ? DhClass::Anonymous : DhClass::Signed);
}

}  // namespace

std::string_view to_string(DhClass dh_class) {
  switch (dh_class) {
    case DhClass::Signed: return "DHE";
    case DhClass::Anonymous: return "anonymous DH";
    case DhClass::Export: return "export DHE";
  }
  return "";
}

std::vector<std::uint16_t> dh_to_ask(const Facts& facts, std::uint16_t version, DhClass dh_class) {
  const VersionFacts& known = facts.version(version);
  std::vector<std::uint16_t> open;
  bool seen_here = false;
  for (const std::uint16_t id : suites_for(version, false)) {
    if (!is_of(dh_class, *tls::find_cipher_suite(id)) || known.suite(id).no()) continue;
    const bool seen = std::any_of(facts.dh_seen.begin(), facts.dh_seen.end(),
                                  [&](const DhFact& dh) { return dh.version == version && dh.suite == id; });
    seen_here = seen_here || seen;
    if (!seen) open.push_back(id);
  }
  // With a certificate there is one prime for each of its keys; without, each suite may have its own.
  if (dh_class == DhClass::Anonymous && version == facts.highest(number(tls::Version::Tls12))) return open;
  return seen_here ? std::vector<std::uint16_t>{} : open;
}

bool is_between(const Facts& facts, std::uint16_t version, std::uint16_t up_to) {
  const auto newer = facts.highest(up_to);
  const auto older =
      version > number(tls::Version::Ssl3) ? facts.highest(static_cast<std::uint16_t>(version - 1)) : std::nullopt;
  return newer && *newer > version && older;
}

}  // namespace mailglass::probe
