#include "probe/hellos.h"

#include "probe/offers.h"
#include "tls/record.h"

namespace mailglass::probe {
namespace {

template <class Range>
std::vector<std::uint16_t> list_of(const Range& range) {
  return {range.begin(), range.end()};
}

}  // namespace

HelloSpec ordinary_hello(std::uint16_t version, const std::string& host, std::vector<std::uint16_t> suites) {
  HelloSpec spec;
  spec.legacy_version = version;
  spec.suites = std::move(suites);
  spec.compression = true;
  spec.renegotiation_info = true;
  if (version == number(tls::Version::Ssl3)) {
    spec.record_version = version;
    spec.extensions = false;
    return spec;
  }
  spec.server_name = host;
  spec.groups = list_of(groups_tls12());
  if (version >= number(tls::Version::Tls12)) spec.signature_algorithms = list_of(all_signature_algorithms());
  spec.status_request = spec.signed_certificate_timestamp = spec.session_ticket = true;
  spec.extended_master_secret = spec.encrypt_then_mac = spec.heartbeat = true;
  return spec;
}

HelloSpec older_versions_hello(std::uint16_t newest, const std::string& host, std::vector<std::uint16_t> suites) {
  HelloSpec spec = ordinary_hello(newest, host, std::move(suites));
  spec.legacy_version = static_cast<std::uint16_t>(tls::Version::Tls12);
  spec.extensions = true;
  spec.server_name = host;
  for (std::uint16_t version = newest; version >= number(tls::Version::Ssl3); --version)
    spec.supported_versions.push_back(version);
  return spec;
}

HelloSpec tls13_hello(const std::string& host, std::vector<std::uint16_t> suites, std::vector<std::uint16_t> groups) {
  HelloSpec spec;
  spec.supported_versions = {static_cast<std::uint16_t>(tls::Version::Tls13)};
  spec.suites = std::move(suites);
  spec.groups = std::move(groups);
  spec.key_shares.emplace();
  spec.signature_algorithms = list_of(all_signature_algorithms());
  spec.server_name = host;
  spec.session_id = true;
  return spec;
}

}  // namespace mailglass::probe
