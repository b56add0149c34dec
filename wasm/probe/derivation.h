#pragma once
// The rules of inference behind derive(), shared by its parts.

#include <functional>

#include "probe/knowledge.h"

namespace mailglass::probe {

/// Sets a fact that is not known yet.
void settle(Known& fact, Support support, const Evidence& evidence);

/// The observations with the questions that concern all of them answered once. A hello that presents a session is not
/// among them: its answer follows from the session, not from what was offered.
class Reading {
 public:
  explicit Reading(const std::vector<Observation>& observations);
  using Observations = std::vector<std::reference_wrapper<const Observation>>;
  [[nodiscard]] const Observations& all() const { return observations_; }
  /// The server has nothing in common with this hello: by an alert that says so, or by closing, where closing is proven
  /// to mean it (the same hello was closed on twice, while others were answered).
  [[nodiscard]] bool nothing_in_common(const Observation& observation) const;

 private:
  [[nodiscard]] bool closing_means_refusal(const Observation& observation) const;
  Observations observations_;
  bool closes_to_refuse_ = false;
};

/// Whether the hello leaves the server all of its choices in this version, suites apart: every group and signature
/// algorithm we know.
bool is_ordinary(const Offered& offered, std::uint16_t version);
/// Whether an oddity of the hello (GREASE, no server name, size) could be why it was refused: false when a hello with
/// the same oddity was answered in this version.
bool oddity_excused(const Offered& offered, std::uint16_t version, const Reading& reading);
/// The version a server with these facts would choose; none while that is not certain.
std::optional<std::uint16_t> effective_version(const Offered& offered, const Facts& facts);

void derive_versions(const Reading& reading, Facts& facts);
void derive_suites(const Reading& reading, Facts& facts);
void derive_groups(const Reading& reading, Facts& facts);
void derive_preference(const Reading& reading, Facts& facts);
void derive_session(const Reading& reading, Facts& facts);
/// Whether a session was taken back, from the observations that Reading leaves out and the headline.
void derive_resumption(const std::vector<Observation>& observations, Facts& facts);
void derive_tolerance(const Reading& reading, Facts& facts);

}  // namespace mailglass::probe
