#include "report/assurance_view.h"

#include "assess/signed_time.h"
#include "bytes/json_object.h"

namespace mailglass::report {

using nlohmann::ordered_json;

ordered_json proof_json(const assess::AddressAssessment& address) {
  if (!address.tls || !address.tls->chain) return nullptr;
  const assess::Assured key = address.tls->chain->assured(assess::About::Key);
  if (key.assurance > assess::Assurance::Authenticated) return nullptr;
  return json_object({{"name", address.subject.host},
                      {"assurance", assess::to_string(key.assurance)},
                      {"reason", assess::to_string(key.reason)}});
}

ordered_json not_before_json(const std::vector<assess::ServerAssessment>& servers) {
  const auto time = assess::not_before(servers);
  if (!time) return nullptr;
  return json_object({{"unix_seconds", time->unix_seconds}, {"by", time->by}});
}

std::string_view to_string(check::Reading reading) {
  switch (reading) {
    case check::Reading::Live: return "live";
    case check::Reading::Opened: return "opened";
  }
  return "";
}

}  // namespace mailglass::report
