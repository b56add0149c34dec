#pragma once
// Something held for a while.

#include <memory>

namespace mailglass::relay::budget {

/// Gives back when it is destroyed.
class Held {
 public:
  virtual ~Held() = default;
  Held(const Held&) = delete;
  Held& operator=(const Held&) = delete;

 protected:
  Held() = default;
};
using Lease = std::unique_ptr<Held>;

}  // namespace mailglass::relay::budget
