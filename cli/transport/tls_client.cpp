#include "cli/transport/tls_client.h"

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>

#include "bytes/address.h"

namespace mailglass::cli {
namespace {

/// What X509_V_ERR_* means to whoever wants to reach a relay. The last row stands for every other one.
struct Failure {
  long result;
  const char* message;
};
constexpr std::array kFailures{
    Failure{X509_V_OK, "cli.error.relay-no-tls"},
    Failure{X509_V_ERR_HOSTNAME_MISMATCH, "cli.error.relay-name"},
    Failure{X509_V_ERR_IP_ADDRESS_MISMATCH, "cli.error.relay-name"},
    Failure{X509_V_ERR_CERT_HAS_EXPIRED, "cli.error.relay-date"},
    Failure{X509_V_ERR_CERT_NOT_YET_VALID, "cli.error.relay-date"},
    Failure{X509_V_ERR_UNSPECIFIED, "cli.error.relay-untrusted"},
};

struct Freeing {
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};

void add_roots(OSSL_LIB_CTX* library, const std::string& pem, X509_STORE* store) {
  const std::unique_ptr<BIO, Freeing> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  while (bio) {
    X509* certificate = X509_new_ex(library, nullptr);
    const bool read = certificate && PEM_read_bio_X509(bio.get(), &certificate, nullptr, nullptr);
    if (read) X509_STORE_add_cert(store, certificate);
    X509_free(certificate);
    if (!read) return;
  }
}

}  // namespace

std::unique_ptr<TlsClient> TlsClient::create(const std::string& roots) {
  std::unique_ptr<TlsClient> client(new TlsClient);
  return client->begin(roots) ? std::move(client) : nullptr;
}

bool TlsClient::begin(const std::string& roots) {
  if (!library_.ready()) return false;
  std::unique_ptr<SSL_CTX, Freeing> context(SSL_CTX_new_ex(library_.context(), nullptr, TLS_client_method()));
  if (!context || SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) != 1) return false;
  // RFC 7301: what a relay's front may speak besides has no WebSocket here.
  constexpr std::array<unsigned char, 9> kHttp11{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
  if (SSL_CTX_set_alpn_protos(context.get(), kHttp11.data(), kHttp11.size()) != 0) return false;
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  add_roots(library_.context(), roots, SSL_CTX_get_cert_store(context.get()));
  context_ = std::make_unique<boost::asio::ssl::context>(context.release());
  return true;
}

bool TlsClient::expect_host(SSL* session, const std::string& host) {
  if (IpAddress::parse(host)) return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(session), host.c_str()) == 1;
  // RFC 9525: by subjectAltName alone, and a wildcard is a whole label.
  SSL_set_hostflags(session, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return SSL_set1_host(session, host.c_str()) == 1 && SSL_set_tlsext_host_name(session, host.c_str()) == 1;
}

const char* TlsClient::failure_of(const SSL* session) {
  const long result = SSL_get_verify_result(session);
  const auto row =
      std::find_if(kFailures.begin(), kFailures.end(), [&](const Failure& one) { return one.result == result; });
  return row == kFailures.end() ? kFailures.back().message : row->message;
}

}  // namespace mailglass::cli
