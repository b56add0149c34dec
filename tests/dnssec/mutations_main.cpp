// Tampered chains, counted: dnssec_mutations COUNT [SEED]. Nothing false may be secure, and the work has its bounds.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <map>

#include "dnssec/mutation.h"

using namespace mailglass::test;

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fputs("usage: dnssec_mutations COUNT [SEED]\n", stderr);
    return 2;
  }
  const long count = std::strtol(argv[1], nullptr, 10);
  const unsigned long long seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
  Target target;
  std::map<std::string, long> outcomes;
  unsigned most_checks = 0, most_failures = 0, most_hashes = 0;
  unsigned long long checks = 0;
  long wrong = 0;
  const std::clock_t begun = std::clock();
  for (long i = 0; i < count; ++i) {
    Choices choices(seed * 1'000'000'007ULL + static_cast<unsigned long long>(i));
    const Target::Run run = target.run(target.some_case(choices));
    ++outcomes[run.outcome];
    most_checks = std::max(most_checks, run.work.checks);
    most_failures = std::max(most_failures, run.work.failures);
    most_hashes = std::max(most_hashes, run.work.hashes);
    checks += run.work.checks;
    if (run.holds) continue;
    ++wrong;
    std::printf("DOES NOT HOLD: chain %ld of seed %llu: %s\n", i, seed, run.outcome.c_str());
  }
  const double seconds = static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC;
  for (const auto& [outcome, times] : outcomes) std::printf("%8ld %s\n", times, outcome.c_str());
  std::printf(
      "%ld chains, %zu questions; signature checks in the last call: %.1f on average, at most %u (%u failed); names "
      "hashed at most %u; %.2f ms CPU a chain, with making its answers\n",
      count, target.questions(), static_cast<double>(checks) / static_cast<double>(count), most_checks, most_failures,
      most_hashes, seconds * 1000 / static_cast<double>(count));
  std::printf("%ld passed, %ld failed\n", count - wrong, wrong);
  return wrong == 0 && count > 0 ? 0 : 1;
}
