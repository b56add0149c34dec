#pragma once
// The services that a relay talks to, in one table: what is said there and how, and who may name the hosts. What is
// allowed at one service says nothing of the others.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace mailglass::wire {

enum class ServiceId : std::uint8_t { Smtp, MtaSts };  ///< in the order of the table

/// A word that the relay says inside TLS (docs/protocol.md, "Words inside TLS").
enum class Word : std::uint8_t { Ehlo, Quit, GetPolicy };

/// How a connection gets to its ClientHello.
enum class Opening : std::uint8_t {
  Starttls,   ///< greeting, EHLO and STARTTLS (RFC 3207)
  TlsAtOnce,  ///< the ClientHello is the first thing that is said
};

/// Whose answers in DNS name the hosts.
enum class NamedBy : std::uint8_t {
  MailRoute,   ///< the domain's MX records, or the domain itself where there are none (RFC 5321 section 5.1)
  PolicyHost,  ///< the one name that RFC 8461 section 3.3 makes of the domain
};

struct Service {
  ServiceId id;
  std::string_view name;  ///< in `probe`
  std::uint16_t port;
  Opening opening;
  NamedBy named_by;
  std::span<const Word> words;             ///< in the order in which they may be said
  std::span<const std::string_view> alpn;  ///< what a ClientHello may offer (RFC 7301)
  bool server_name_due;                    ///< a ClientHello without a name is not said
  std::string_view tlsa_prefix;            ///< labels in front of the host's name; empty where no DANE is defined
};

const Service& service(ServiceId id);
std::optional<ServiceId> service_from(std::string_view name);

/// The label in front of the domain whose policy a host holds (RFC 8461 section 3.3).
inline constexpr std::string_view kPolicyHostLabel = "mta-sts";

/// What is asked of a policy host, to the letter: a request of RFC 9112 for the well-known path of RFC 8461 section
/// 3.3, after whose answer the host is to close. `host`: the policy host, lower-case, no final dot.
std::string policy_request(std::string_view host);

}  // namespace mailglass::wire
