#pragma once
// The relay's numbers in Prometheus' text format.

#include <string>

#include "engine/readiness.h"
#include "metrics/tally.h"

namespace mailglass::relay::metrics {

struct Snapshot {
  const Tally& tally;
  Readiness readiness;
  Descriptors descriptors;
  bool draining;
  std::string resolver;  ///< its name and version
};
std::string exposition(const Snapshot& snapshot);

}  // namespace mailglass::relay::metrics
