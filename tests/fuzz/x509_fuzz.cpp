// Certificates, timestamps of logs and chains as sent: whatever comes is read or refused; text stays printable; a
// description speaks of what was sent and of nothing else.

#include <algorithm>

#include "bytes/encoding.h"
#include "property.h"
#include "tls/handshake.h"
#include "x509/chain.h"
#include "x509/ocsp.h"

using namespace mailglass;

namespace {

constexpr std::int64_t kNow = 1'790'000'000;

std::string content_of(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  MUST(file);
  std::string content(1 << 16, '\0');
  content.resize(std::fread(content.data(), 1, content.size(), file));
  std::fclose(file);
  return content;
}

const x509::TrustStore& roots() {
  static const x509::TrustStore store = [] {
    auto read = x509::TrustStore::from_pem(content_of(ROOTS));
    MUST(read);
    return std::move(*read);
  }();
  return store;
}

void check_text(const std::string& text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    // Printable ASCII, but for the mark "…" of printable().
    MUST((byte >= 0x20 && byte < 0x7f) || text.find("\xe2\x80\xa6") != std::string::npos);
  }
}

void check_timestamps(ByteView bytes) {
  for (const auto& found : {x509::parse_timestamps(bytes), x509::parse_embedded_timestamps(bytes)}) {
    if (!found) {
      MUST(found.error().offset <= bytes.size() && !found.error().rule.empty());
      continue;
    }
    // Each takes its length, version, log, time, and three lengths at least (RFC 6962 section 3.2).
    MUST(found->size() <= x509::kMaxTimestamps && found->size() * 49 <= bytes.size());
  }
}

/// What name matching leaves of a name as printed (RFC 5280 section 7.1): neither case nor white space count, printed
/// or escaped.
std::string folded(std::string_view name) {
  std::string out;
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (name[at] == '\\') {
      while (at + 1 < name.size() && name[at + 1] == '\\') ++at;
      const std::string_view code = name.substr(at + 1, 2);
      if (code >= "09" && code <= "0D") at += 2;
    } else if (name[at] != ' ') {
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(name[at])));
    }
  }
  return out;
}

void check_self_issued(const x509::CertificateFacts& facts) {
  // Printed as hexadecimal ("#"), case is no longer seen; cut ("…"), the rest is not.
  for (const std::string* name : {&facts.subject, &facts.issuer})
    if (name->find('#') != std::string::npos || name->find("\xe2\x80\xa6") != std::string::npos) return;
  MUST(folded(facts.subject) == folded(facts.issuer) || !facts.self_issued);
}

void check_certificate(ByteView bytes) {
  const auto facts = x509::read_certificate(bytes);
  if (!facts) {
    MUST(!facts.error().rule.empty());
    return;
  }
  for (const std::string* text :
       {&facts->subject, &facts->issuer, &facts->common_name, &facts->ocsp_url, &facts->issuer_url, &facts->crl_url})
    check_text(*text);
  for (const std::string& name : facts->dns_names) check_text(name);
  MUST(facts->sha256_fingerprint.size() == 64 && facts->timestamps.size() <= x509::kMaxTimestamps);
  MUST(facts->key_strength >= -1 && facts->signature_strength >= -1);
  check_self_issued(*facts);
}

/// The issuer's signature was made over these and nothing else.
bool is_of_the_corpus(const Bytes& signed_data) {
  static const std::vector<Bytes> known = [] {
    std::vector<Bytes> all;
    for (const char* name : {"/ocsp-good", "/ocsp-revoked", "/ocsp-delegate"}) {
      const std::string file = content_of(CORPUS + std::string(name));
      auto response = x509::parse_ocsp(view_of(file));
      MUST(response && std::holds_alternative<x509::OcspAnswer>(*response));
      all.push_back(std::move(std::get<x509::OcspAnswer>(*response).signed_data));
    }
    return all;
  }();
  return std::find(known.begin(), known.end(), signed_data) != known.end();
}

void check_ocsp(ByteView bytes) {
  static const Bytes leaf = *from_hex(content_of(OCSP "/leaf.hex")), issuer = *from_hex(content_of(OCSP "/issuer.hex"));
  const auto response = x509::parse_ocsp(bytes);
  if (!response) {
    MUST(response.error().offset <= bytes.size() && !response.error().rule.empty());
    return;
  }
  if (const auto* refusal = std::get_if<x509::OcspRefusal>(&*response)) {
    MUST(!refusal->word.empty());
    return;
  }
  const x509::OcspAnswer& answer = std::get<x509::OcspAnswer>(*response);
  MUST(answer.responses.size() <= x509::kMaxResponses && answer.signers.size() <= x509::kMaxSigners);
  MUST(answer.signed_data.size() + answer.signature_algorithm.size() + answer.signature.size() <= bytes.size());
  const auto status = x509::status_of(answer, leaf, issuer, kNow);
  if (!status) return;
  MUST(status->signer == x509::OcspSigner::Nobody || is_of_the_corpus(answer.signed_data));
  MUST((status->response.revocation == x509::Revocation::Revoked) == status->response.revoked_at.has_value());
  const auto unknown_issuer = x509::status_of(answer, leaf, {}, kNow);
  MUST(unknown_issuer && unknown_issuer->signer == x509::OcspSigner::Nobody);
}

void check_description(const std::vector<Bytes>& chain, const x509::ChainVerdict& verdict) {
  const x509::ChainDescription described = x509::describe_chain(chain, &verdict);
  MUST(described.sent.size() <= chain.size());
  std::vector<bool> stepped(chain.size());
  for (const x509::PathStep& step : described.path) {
    if (!step.sent) continue;
    MUST(*step.sent < chain.size() && !stepped[*step.sent]);
    stepped[*step.sent] = true;
  }
  for (std::size_t i = 0; i < described.sent.size(); ++i) {
    const x509::Use use = described.sent[i].use;
    MUST(stepped[i] == (use == x509::Use::Path || use == x509::Use::Root));
    MUST(i > 0 || described.sent[i].role == x509::Role::Leaf);
  }
  MUST(!(described.missing && verdict.status == x509::ChainStatus::Trusted));
  MUST(verdict.name_matches == !verdict.matched_name.empty());
  // Trust ends at one of our roots.
  if (verdict.status == x509::ChainStatus::Trusted)
    MUST(!described.path.empty() && !described.path.back().subject.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes(data, size);
  check_timestamps(bytes);
  check_certificate(bytes);
  check_ocsp(bytes);
  const auto chain = tls::parse_certificate_tls12(bytes);
  if (!chain) return 0;
  for (const Bytes& certificate : *chain) check_certificate(certificate);
  check_description(*chain, x509::verify_chain(*chain, "mx.tls13.test", kNow, roots()));
  return 0;
}
