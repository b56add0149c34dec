#pragma once
// What DNS says beside the answer, asked behind the headline and waited for by nothing: whether the domain wants
// reports about TLS (RFC 8460), who may issue certificates for its mail servers (RFC 8659), and what reverse DNS calls
// their addresses (RFC 1035 section 3.5). Sans-I/O: what to look up comes out.

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "bytes/address.h"
#include "check/lookup_run.h"

namespace mailglass::check {

class Beside {
 public:
  /// Others of a domain's are left out: its relay looks up only so much in a session.
  static constexpr std::size_t kMaxHosts = 4, kMaxAddresses = 8, kMaxClimbed = 6;

  struct Host {
    dns::Name name;
    std::vector<const LookupRun*> caa = {};  ///< lookups at the host and at its parents, as far as was climbed
  };
  struct Address {
    dns::Name host;
    IpAddress address;
    const LookupRun* ptr = nullptr;      ///< the lookup of its name
    const LookupRun* forward = nullptr;  ///< and of the addresses of that; none while it was not asked
  };
  [[nodiscard]] bool begun() const { return begun_; }
  [[nodiscard]] const LookupRun* tls_rpt() const { return tls_rpt_; }
  [[nodiscard]] const std::vector<Host>& hosts() const { return hosts_; }
  [[nodiscard]] const std::vector<Address>& addresses() const { return addresses_; }

  // For the check that it belongs to.
  /// Gives a lookup; none where none is left.
  using Ask = std::function<const LookupRun*(const dns::Name& name, dns::Type type)>;
  void begin(const dns::Name& domain, std::vector<Host> hosts, std::vector<Address> addresses, const Ask& ask);
  /// Goes on where answers lead on.
  void follow(const Ask& ask);

 private:
  bool begun_ = false;
  const LookupRun* tls_rpt_ = nullptr;
  std::vector<Host> hosts_;
  std::vector<Address> addresses_;
};

/// The names that the search for CAA records goes through: the host and what is above it, without the root (RFC 8659
/// section 3).
std::vector<dns::Name> climbed(const dns::Name& host);

/// The first name that reverse DNS gives an address; none where there is none, or it could not be looked up.
std::optional<dns::Name> name_given(const LookupResult& ptr);

}  // namespace mailglass::check
