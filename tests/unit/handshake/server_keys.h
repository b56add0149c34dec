#pragma once
// Certificates of one host with keys of each kind, made once for a program.

#include "support/certificates.h"

namespace mailglass::handshake {

inline constexpr const char* kHost = "mx.example.test";

struct Keys {
  test::Authority authority;
  test::Key rsa = test::rsa_key(), ec = test::ec_key(), ed = test::ed25519_key();
  test::Cert rsa_cert = authority.leaf(rsa.get(), {"leaf", {"DNS:mx.example.test"}});
  test::Cert ec_cert = authority.leaf(ec.get(), {"leaf", {"DNS:mx.example.test"}});
  test::Cert ed_cert = authority.leaf(ed.get(), {"leaf", {"DNS:mx.example.test"}});
};
inline Keys& keys() {
  static Keys instance;
  return instance;
}

}  // namespace mailglass::handshake
