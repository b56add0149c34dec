#include "assess/lens/lens.h"

#include <array>

namespace mailglass::assess::lens {

std::string_view to_string(Status status) {
  switch (status) {
    case Status::Met: return "met";
    case Status::Violated: return "violated";
    case Status::NotEstablished: return "not-established";
    case Status::NotApplicable: return "not-applicable";
  }
  return "";
}

std::string_view to_string(Level level) {
  switch (level) {
    case Level::Required: return "required";
    case Level::Recommended: return "recommended";
  }
  return "";
}

std::span<const Lens* const> lenses() {
  static constexpr std::array<const Lens*, 6> kLenses = {&kRfc9325, &kMozillaIntermediate, &kMozillaModern,
                                                         &kNcscNl,  &kBsiTr021022,         &kNistSp80052};
  return kLenses;
}

}  // namespace mailglass::assess::lens
