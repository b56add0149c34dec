#include "probe/properties.h"

#include <array>

#include "probe/applicability.h"
#include "tls/extension.h"

namespace mailglass::probe {
namespace {

using namespace tls::extension;

struct Row {
  std::string_view code, label;
  Known (*of)(const Facts& facts);
  std::string (*impossible)(const Facts& facts) = nullptr;  ///< why it cannot be there
  std::string_view tls13_label = {};                        ///< where TLS 1.3 is all there is, if it differs
  [[nodiscard]] std::string_view label_for(const Facts& facts) const {
    return tls13_label.empty() || only_tls13(facts).empty() ? label : tls13_label;
  }
};
template <std::uint16_t Type>
Known extension_of(const Facts& facts) {
  return facts.extension(Type);
}
constexpr std::array kRows = {
    Row{"ssl2", "SSL 2.0", [](const Facts& f) { return f.ssl2; }},
    Row{"extended-master-secret", "Extended master secret (RFC 7627)", extension_of<kExtendedMasterSecret>, only_tls13},
    Row{"encrypt-then-mac", "Encrypt-then-MAC (RFC 7366)", extension_of<kEncryptThenMac>, only_tls13},
    Row{"secure-renegotiation", "Secure renegotiation (RFC 5746)", extension_of<kRenegotiationInfo>, only_tls13},
    Row{"session-ticket", "Session tickets (RFC 5077)", extension_of<kSessionTicket>, only_tls13},
    Row{"session-id", "Session identifiers", [](const Facts& f) { return f.session_ids; }, only_tls13},
    Row{"session-resumption", "Takes a session back when it is presented", [](const Facts& f) { return f.resumption; }},
    Row{"fallback-scsv", "Fallback protection (RFC 7507)", [](const Facts& f) { return f.fallback_scsv; },
        nothing_to_fall_back_to},
    Row{"downgrade-sentinel-tls12", "Marks a downgrade to TLS 1.2 (RFC 8446 section 4.1.3)",
        [](const Facts& f) { return f.sentinel_tls12; }, no_downgrade_to_tls12},
    Row{"downgrade-sentinel-tls11", "Marks a downgrade to TLS 1.1 and older (RFC 8446 section 4.1.3)",
        [](const Facts& f) { return f.sentinel_tls11; }, no_downgrade_to_tls11},
    Row{"ocsp-staple", "Staples an OCSP answer, up to TLS 1.2 (RFC 6066)", extension_of<kStatusRequest>, nullptr,
        "Staples an OCSP answer (RFC 8446 section 4.4.2.1)"},
    Row{"sct", "Sends signed certificate timestamps, up to TLS 1.2 (RFC 6962)",
        extension_of<kSignedCertificateTimestamp>, nullptr, "Sends signed certificate timestamps (RFC 6962)"},
    Row{"alpn", "Answers ALPN for smtp or esmtp, up to TLS 1.2 (RFC 7301)", extension_of<kAlpn>, nullptr,
        "Answers ALPN for smtp or esmtp (RFC 7301)"},
    Row{"heartbeat", "Heartbeat, up to TLS 1.2 (RFC 6520)", extension_of<kHeartbeat>, only_tls13},
    Row{"compression", "TLS compression", [](const Facts& f) { return f.compression; }, only_tls13},
    Row{"sha1-signatures", "Signs with SHA-1 when asked", [](const Facts& f) { return f.sha1_signatures; },
        no_choice_of_signatures},
    Row{"client-certificate", "Asks for a client certificate",
        [](const Facts& f) { return f.client_certificate_requested; }},
    Row{"rsa-certificate", "RSA certificate", [](const Facts& f) { return f.rsa_certificate; }},
    Row{"ecdsa-certificate", "ECDSA certificate", [](const Facts& f) { return f.ecdsa_certificate; }},
    Row{"unknown-values", "Takes unknown values (GREASE, RFC 8701)", [](const Facts& f) { return f.grease; }},
    Row{"future-version", "Takes a version from the future", [](const Facts& f) { return f.future_version; }},
};

}  // namespace

std::vector<Property> properties(const Facts& facts) {
  std::vector<Property> out;
  out.reserve(kRows.size());
  for (const Row& row : kRows) {
    const Known known = row.of(facts);
    std::string impossible = known.unknown() && row.impossible ? row.impossible(facts) : std::string();
    out.push_back({row.code, row.label_for(facts), known, std::move(impossible)});
  }
  return out;
}

}  // namespace mailglass::probe
