#pragma once
// Domains that stand for many: the tables of the simulation's tests.

#include "senders/situation.h"

namespace mailglass::senders {

inline Address address(Meets meets) {
  Address one;
  one.meets.fill(meets);
  return one;
}

inline constexpr Certificate kSelfSigned{
    .chain = Known::No, .host = Known::No, .domain = Known::No, .policy = Known::No};
/// For the MX host, which is below the domain.
inline constexpr Certificate kForHost{
    .chain = Known::Yes, .host = Known::Yes, .domain = Known::Yes, .policy = Known::Yes};
/// For the MX host of a provider: another domain.
inline constexpr Certificate kForProvider{
    .chain = Known::Yes, .host = Known::Yes, .domain = Known::No, .policy = Known::Yes};

/// In an unsigned zone, with a public certificate.
inline Server plain_server(Meets meets = Meets::Encryption) {
  return {.preference = 10,
          .name_from = NameFrom::UnsignedDns,
          .tlsa = Tlsa::Insecure,
          .in_policy = Known::Yes,
          .certificate = kForHost,
          .addresses = {address(meets)}};
}
/// In a signed zone, named by a signed one.
inline Server signed_server(Tlsa tlsa, const Certificate& certificate = kSelfSigned) {
  return {.preference = 10,
          .name_from = NameFrom::SignedDns,
          .tlsa = tlsa,
          .in_policy = Known::Yes,
          .certificate = certificate,
          .addresses = {address(Meets::Encryption)}};
}
inline Server at(unsigned preference, Server server) {
  server.preference = preference;
  return server;
}

}  // namespace mailglass::senders
