#pragma once
// What the page shows while a check runs, many times a second: the report without what only few look at. The depths of
// an address (its certificates, what its exploration found, the rules it was judged by, its conversations) are told
// when somebody opens them. Each member that a snapshot shares with the report (report.h) says the same there; what is
// known of an address is worked out and written once, until more is heard of it.

#include <cstdint>
#include <string>
#include <vector>

#include "assess/assessment.h"
#include "check/check.h"
#include "x509/trust.h"

namespace mailglass::report {

/// For one check and the same roots throughout; begin anew where one of them changes.
class Snapshots {
 public:
  /// Does a piece of the next snapshot's work, so that nobody has to wait long in between: one address. False after the
  /// last one; what was heard of the others meanwhile is left to write().
  bool work(const check::Check& check, const x509::TrustStore* roots);
  /// Everything that is left of it, and the snapshot.
  std::string write(const check::Check& check, const x509::TrustStore* roots);
  /// The depths of an address; empty where there is none at that place.
  std::string details(const check::Check& check, assess::Place place, const x509::TrustStore* roots);
  /// How many times an address was worked out.
  [[nodiscard]] std::uint64_t worked() const { return parts_.judged(); }

 private:
  struct Text {
    std::uint64_t heard = 0;         ///< of what this was written (Check::heard_of)
    std::string address;             ///< its members, but for the numbers of its facts
    std::vector<std::string> facts;  ///< their members, but for their numbers
  };
  const Text& text(const check::Check& check, assess::Place place, const x509::TrustStore* roots);
  std::string servers(const check::Check& check, const assess::Assessment& assessment, const x509::TrustStore* roots);
  /// After servers(), which writes what is new of each address.
  std::string facts(const assess::Assessment& assessment);

  std::string probes(const check::Check& check);

  assess::AddressParts parts_;
  std::vector<std::vector<Text>> texts_;
  std::vector<std::string> probe_places_;  ///< each probe's id and address, which stay what they are
  assess::Place next_ = {};                ///< to be looked at by work()
};

}  // namespace mailglass::report
