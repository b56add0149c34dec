#include "check/carried.h"

#include <utility>

#include "check/evidence.h"
#include "tls/extension.h"

namespace mailglass::check {

handshake::Client carrying_client(const probe::CarriedHello& asked, const std::string& host, handshake::Offer offer,
                                  const handshake::Seed& seed) {
  const std::uint32_t number =
      (asked.server_name ? 1U : 0U) | (asked.alpn ? 2U : 0U) | static_cast<std::uint32_t>(asked.certificate) << 2;
  handshake::Tls13Only only{asked.certificate};
  if (asked.alpn) only.protocols.assign(probe::kMailProtocols.begin(), probe::kMailProtocols.end());
  return handshake::Client({.server_name = asked.server_name ? host : std::string(),
                            .seed = probe_seed(seed, number),
                            .offer = offer,
                            .tls13_only = std::move(only)});
}

probe::CarriedAnswer carried_answer(const handshake::Outcome& seen, ByteRange encrypted) {
  probe::CarriedAnswer answer;
  answer.chain = seen.chain;
  answer.signature_scheme = seen.signature_scheme.value_or(0);
  answer.protocol = seen.protocol;
  answer.certificate_requested = seen.client_certificate_requested;
  answer.range = encrypted;
  if (const tls::Extension* sent = tls::find_extension(seen.leaf_extensions, tls::extension::kStatusRequest)) {
    Parsed<Bytes> ocsp = tls::parse_certificate_status(sent->data);
    answer.staple = probe::Staple{ocsp ? std::move(*ocsp) : Bytes{}, encrypted};
  }
  if (const tls::Extension* sent =
          tls::find_extension(seen.leaf_extensions, tls::extension::kSignedCertificateTimestamp))
    answer.timestamps = sent->data;
  return answer;
}

}  // namespace mailglass::check
