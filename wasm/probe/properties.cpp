#include "probe/properties.h"

#include <array>

#include "probe/applicability.h"
#include "tls/extension.h"

namespace mailglass::probe {
namespace {

using namespace tls::extension;

struct Row {
  std::string_view code;
  Known (*of)(const Facts& facts);
  words::Value (*impossible)(const Facts& facts) = nullptr;  ///< why it cannot be there
  bool tls13_label = false;                                  ///< it has another name where TLS 1.3 is all there is
  [[nodiscard]] std::string label_for(const Facts& facts) const {
    return std::string("property.").append(code).append(tls13_label && !only_tls13(facts).empty() ? ".tls13" : "");
  }
};
template <std::uint16_t Type>
Known extension_of(const Facts& facts) {
  return facts.extension(Type);
}
constexpr std::array kRows = {
    Row{"ssl2", [](const Facts& f) { return f.ssl2; }},
    Row{"extended-master-secret", extension_of<kExtendedMasterSecret>, only_tls13},
    Row{"encrypt-then-mac", extension_of<kEncryptThenMac>, only_tls13},
    Row{"secure-renegotiation", extension_of<kRenegotiationInfo>, only_tls13},
    Row{"session-ticket", extension_of<kSessionTicket>, only_tls13},
    Row{"session-id", [](const Facts& f) { return f.session_ids; }, only_tls13},
    Row{"session-resumption", [](const Facts& f) { return f.resumption; }},
    Row{"fallback-scsv", [](const Facts& f) { return f.fallback_scsv; }, nothing_to_fall_back_to},
    Row{"downgrade-sentinel-tls12", [](const Facts& f) { return f.sentinel_tls12; }, no_downgrade_to_tls12},
    Row{"downgrade-sentinel-tls11", [](const Facts& f) { return f.sentinel_tls11; }, no_downgrade_to_tls11},
    Row{"ocsp-staple", extension_of<kStatusRequest>, nullptr, true},
    Row{"sct", extension_of<kSignedCertificateTimestamp>, nullptr, true},
    Row{"alpn", extension_of<kAlpn>, nullptr, true},
    Row{"heartbeat", extension_of<kHeartbeat>, only_tls13},
    Row{"compression", [](const Facts& f) { return f.compression; }, only_tls13},
    Row{"sha1-signatures", [](const Facts& f) { return f.sha1_signatures; }, no_choice_of_signatures},
    Row{"client-certificate", [](const Facts& f) { return f.client_certificate_requested; }},
    Row{"rsa-certificate", [](const Facts& f) { return f.rsa_certificate; }},
    Row{"ecdsa-certificate", [](const Facts& f) { return f.ecdsa_certificate; }},
    Row{"unknown-values", [](const Facts& f) { return f.grease; }},
    Row{"future-version", [](const Facts& f) { return f.future_version; }},
};

}  // namespace

std::vector<Property> properties(const Facts& facts) {
  std::vector<Property> out;
  out.reserve(kRows.size());
  for (const Row& row : kRows) {
    const Known known = row.of(facts);
    words::Value impossible = known.unknown() && row.impossible ? row.impossible(facts) : words::Value();
    out.push_back({row.code, row.label_for(facts), known, std::move(impossible)});
  }
  return out;
}

}  // namespace mailglass::probe
