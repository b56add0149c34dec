// The root's trust anchors, from IANA's root-anchors.xml (RFC 9718).

#include <array>

#include "bytes/encoding.h"
#include "dnssec/validate.h"

namespace mailglass::dnssec {
namespace {

struct AnchorRow {
  std::uint16_t key_tag;
  std::uint8_t algorithm, digest_type;
  std::string_view digest;
};
constexpr std::array<AnchorRow, 2> kAnchors{{
    {20326, 8, 2, "e06d44b80b8f1d39a95c0b0d7c65d08458e880409bbc683457104237c7f8ec8d"},  // since 2017-02-02
    {38696, 8, 2, "683d2d0acb8c9b712a1948b27f741219298d0a450d612c483af444a4c0fb2b16"},  // since 2024-07-18
}};

}  // namespace

const std::vector<Anchor>& root_anchors() {
  static const std::vector<Anchor> anchors = [] {
    std::vector<Anchor> out;
    out.reserve(kAnchors.size());
    for (const AnchorRow& row : kAnchors)
      out.push_back({dns::Name(), {row.key_tag, row.algorithm, row.digest_type, *from_hex(row.digest)}});
    return out;
  }();
  return anchors;
}

}  // namespace mailglass::dnssec
