#pragma once
// Certificates by name, and TLSA records of them.

#include <map>
#include <sstream>

#include "cases.h"
#include "dane/judgement.h"

#include "support/certificates.h"

namespace mailglass::dane {

class World {
 public:
  static World& instance() {
    static World world;
    return world;
  }

  /// The DER of what has this name; "rubbish" is none.
  [[nodiscard]] Bytes certificate(const std::string& name) const {
    if (name == "rubbish") return {0x30, 0x03, 1, 2, 3};
    const auto found = certificates_.find(name);
    if (found == certificates_.end()) ADD_FAILURE() << "no certificate called " << name;
    return found == certificates_.end() ? Bytes() : test::der_of(found->second.get());
  }

  [[nodiscard]] std::vector<Bytes> chain(const nlohmann::json& names) const {
    std::vector<Bytes> out;
    for (const std::string name : names) out.push_back(certificate(name));
    return out;
  }

  /// "3 1 1 leaf"; "3 1 1 leaf as 0": the other selector's content; "3 1 2 short": no digest.
  [[nodiscard]] dns::Tlsa record(const std::string& text) const {
    std::istringstream in(text);
    int usage = 0, selector = 0, matching = 0;
    std::string name, as;
    in >> usage >> selector >> matching >> name >> as;
    int content = selector;
    if (as == "as") in >> content;
    dns::Tlsa out{
        static_cast<std::uint8_t>(usage), static_cast<std::uint8_t>(selector), static_cast<std::uint8_t>(matching), {}};
    out.data = name == "short" ? Bytes(31) : data(name, content == 1, matching);
    return out;
  }

  [[nodiscard]] std::vector<dns::Tlsa> records(const nlohmann::json& texts) const {
    std::vector<dns::Tlsa> out;
    for (const std::string text : texts) out.push_back(record(text));
    return out;
  }

  [[nodiscard]] Bytes key(const std::string& name) const { return data(name, true, 0); }

 private:
  World() {
    const test::CertificateSpec good{"leaf", {"DNS:mx.example.test"}},
        old{"leaf", {"DNS:mx.example.test"}, test::kEarly, test::kNow - 1};
    const auto add = [&](const std::string& name, const test::CertificateSpec& spec, EVP_PKEY* key) {
      certificates_[name] = authority_.leaf(key, spec);
    };
    certificates_["root"] = std::move(authority_.root);
    certificates_["other-root"] = test::make_certificate(test::issuer_named("Other root"), other_.get());
    certificates_["own"] = test::make_certificate(good, other_.get());
    certificates_["false-middle"] = test::make_certificate(test::issuer_named("Test intermediate"), key_.get(),
                                                           certificates_["root"].get(), authority_.root_key.get());
    certificates_["no-authority"] = test::make_certificate({"Nobody", {}, test::kEarly, test::kLate}, other_.get(),
                                                           certificates_["root"].get(), authority_.root_key.get());
    certificates_["by-no-authority"] =
        test::make_certificate(good, key_.get(), certificates_["no-authority"].get(), other_.get());
    add("leaf", good, key_.get());
    add("expired", old, key_.get());
    add("stranger", {"stranger", {"DNS:other.test"}}, key_.get());
    add("wildcard", {"wildcard", {"DNS:*.example.test"}}, key_.get());
    add("part-wildcard", {"part", {"DNS:m*.example.test"}}, key_.get());
    add("common-name", {"mx.example.test"}, key_.get());
    add("common-name-beside", {"mx.example.test", {"DNS:other.test"}}, key_.get());
    add("for-clients",
        {.subject = "clients", .names = {"DNS:mx.example.test"}, .extensions = {{NID_ext_key_usage, "clientAuth"}}},
        key_.get());
    add("ec", good, ec_.get());
    add("ed25519", good, edwards_.get());
    certificates_["middle"] = std::move(authority_.middle);
  }

  [[nodiscard]] Bytes data(const std::string& name, bool key, int matching) const {
    const Bytes whole = certificate(name);
    const unsigned char* at = whole.data();
    const test::Cert read(d2i_X509(nullptr, &at, static_cast<long>(whole.size())));
    Bytes content = whole;
    if (key) {
      unsigned char* der = nullptr;
      const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(read.get()), &der);
      content.assign(der, der + size);
      OPENSSL_free(der);
    }
    if (matching == 0) return content;
    Bytes digest(EVP_MAX_MD_SIZE);
    unsigned size = 0;
    EVP_Digest(content.data(), content.size(), digest.data(), &size, matching == 2 ? EVP_sha512() : EVP_sha256(),
               nullptr);
    digest.resize(size);
    return digest;
  }

  test::Authority authority_;
  test::Key key_ = test::rsa_key(), ec_ = test::ec_key(), edwards_ = test::ed25519_key(), other_ = test::ec_key();
  std::map<std::string, test::Cert> certificates_;
};

}  // namespace mailglass::dane
