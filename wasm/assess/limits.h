#pragma once
// What no answer of this kind can promise; always stated with it.

#include <array>
#include <string_view>

namespace mailglass::assess {

struct Limit {
  std::string_view code;  ///< in words/: limit.CODE.title, .text and .offer
};

inline constexpr std::array<Limit, 6> kLimits{{
    {"per-connection"},
    {"names-from-dns"},
    {"today-only"},
    {"each-hop"},
    {"outward-only"},
    {"mail-clients"},
}};

}  // namespace mailglass::assess
