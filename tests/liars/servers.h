#pragma once
// Servers whose truth is known, and what checks of them say through an honest relay.

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "lying_relay.h"
#include "support/checked.h"

namespace mailglass::liars {

inline constexpr const char* kHost = "mx.example.test";
inline constexpr const char* kAttacker = "mx.attacker.test";

struct Server {
  std::string name, host;
  std::shared_ptr<test::MemoryServer> prototype;
  [[nodiscard]] std::shared_ptr<test::MemoryServer> connect() const {
    return std::make_shared<test::MemoryServer>(*prototype);
  }
};

/// What a report claims: "fact|code|host|value", "finding|code|host", and of each chain its certificates, its key, what
/// came along with it, and the judgement.
using Claims = std::set<std::string>;
/// Those of everything a report says, how sure it may be of it; or of what it calls verified or authenticated alone.
enum class Which : std::uint8_t { All, Proven };
Claims claims_of(const nlohmann::json& report, Which which);

class Servers {
 public:
  Servers();
  [[nodiscard]] const std::vector<Server>& all() const { return servers_; }
  /// What is true of a server: all that checks of it through an honest relay say.
  const Claims& truth(std::size_t server);
  /// Certificates that anybody can have (servers show them, and logs list them), leaf first.
  [[nodiscard]] const std::vector<std::vector<Bytes>>& public_chains() const { return chains_; }
  /// OCSP answers that anybody can fetch.
  [[nodiscard]] const std::vector<Bytes>& public_ocsp() const { return ocsp_; }
  [[nodiscard]] const Bytes& root() const { return root_; }
  /// First flights of all of them, said to somebody else.
  [[nodiscard]] const std::vector<Bytes>& recorded() const { return recorded_; }

 private:
  void add(std::string name, const test::ServerSpec& spec, X509* certificate, EVP_PKEY* key, const char* host = kHost);

  test::Key ec_key_ = test::ec_key(), attackers_key_ = test::ec_key();
  std::vector<test::Cert> certificates_;
  std::vector<Server> servers_;
  std::vector<std::vector<Bytes>> chains_;
  std::vector<Bytes> ocsp_, recorded_;
  Bytes root_;
  std::map<std::size_t, Claims> truths_;
};

/// example.test with one mail server of this name.
test::Zone zone_of(const std::string& host, std::size_t addresses);

}  // namespace mailglass::liars
