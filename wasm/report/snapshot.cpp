#include "report/snapshot.h"

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string_view>

#include "bytes/json_object.h"
#include "report/certificate_view.h"
#include "report/evidence_view.h"
#include "report/exploration_view.h"
#include "report/lens_view.h"
#include "report/overview.h"
#include "report/probe_view.h"

namespace mailglass::report {
namespace {

using assess::AddressAssessment;
using assess::Assessment;
using assess::Place;
using nlohmann::ordered_json;

/// An object's members as text: what stands between its braces.
std::string members(const ordered_json& object) {
  const std::string text = json_text(object);
  return text.substr(1, text.size() - 2);
}

/// Texts with a comma in between, in brackets.
class List {
 public:
  void add(std::initializer_list<std::string_view> item) {
    text_ += text_.size() > 1 ? "," : "";
    for (const std::string_view piece : item) text_ += piece;
  }
  void add(std::string_view item) { add({item}); }
  std::string take() { return std::move(text_ += ']'); }

 private:
  std::string text_ = "[";
};

/// A fact without its number, which the facts before it decide. Its value, for programs, is in the report.
std::string fact_text(const assess::Fact& fact) {
  ordered_json out = fact_json(fact);
  out.erase("id");
  out.erase("value");
  return members(out);
}

void add_numbered(List& facts, std::uint32_t id, std::string_view fact) {
  facts.add({"{\"id\":", std::to_string(id), ",", fact, "}"});
}

/// How many rules of each standard came out how.
ordered_json tallies_json(const check::AddressRun& run, const AddressAssessment& address) {
  ordered_json out = judgements_json(run, address);
  for (ordered_json& lens : out) lens.erase("rules");
  return out;
}

std::string probe_place(const check::ProbeRun& probe) {
  return json_text(json_object({{"id", probe.plan().id}, {"address", probe.plan().address}}));
}

}  // namespace

const Snapshots::Text& Snapshots::text(const check::Check& check, Place place, const x509::TrustStore* roots) {
  if (texts_.size() <= place.server) texts_.resize(place.server + 1);
  std::vector<Text>& row = texts_[place.server];
  if (row.size() <= place.address) row.resize(place.address + 1);
  Text& out = row[place.address];
  const assess::AddressParts::Part& part = parts_.at(check, place, roots);
  if (out.heard == part.heard) return out;
  const check::AddressRun& run = check.servers()[place.server].addresses[place.address];
  ordered_json address = address_json(check, run, part.found);
  set_member(address, "heard", part.heard);
  set_member(address, "withdrawn", part.found.withdrawn());
  set_member(address, "exploration", exploration_glance_json(run, part.found));
  set_member(address, "lenses", tallies_json(run, part.found));
  out = {part.heard, members(address), {}};
  for (const auto& fact : part.facts.all()) out.facts.push_back(fact_text(*fact));
  return out;
}

bool Snapshots::work(const check::Check& check, const x509::TrustStore* roots) {
  for (; next_.server < check.servers().size(); next_ = {next_.server + 1, 0}) {
    while (next_.address < check.servers()[next_.server].addresses.size()) {
      const Place place = next_;
      ++next_.address;
      if (!parts_.stale(check, place)) continue;
      text(check, place, roots);
      return true;
    }
  }
  next_ = {};
  return false;
}

std::string Snapshots::servers(const check::Check& check, const Assessment& assessment, const x509::TrustStore* roots) {
  List out;
  for (std::size_t server = 0; server < assessment.servers.size(); ++server) {
    const assess::ServerAssessment& found = assessment.servers[server];
    List addresses;
    for (std::size_t address = 0; address < found.addresses.size(); ++address) {
      List ids;
      for (const std::uint32_t id : found.addresses[address].facts) ids.add(std::to_string(id));
      addresses.add({"{", text(check, {server, address}, roots).address, ",\"facts\":", ids.take(), "}"});
    }
    out.add({"{", members(server_json(found)), ",\"addresses\":", addresses.take(), "}"});
  }
  return out.take();
}

std::string Snapshots::facts(const Assessment& assessment) {
  // Those of the domain come first, then each address's, as assess() puts them.
  std::size_t of_addresses = 0;
  List out;
  std::uint32_t id = 0;
  for (const auto& row : texts_) {
    for (const Text& text : row) of_addresses += text.facts.size();
  }
  const auto& all = assessment.facts.all();
  for (; id < all.size() - of_addresses; ++id) add_numbered(out, id + 1, fact_text(*all[id]));
  for (const auto& row : texts_) {
    for (const Text& text : row) {
      for (const std::string& fact : text.facts) add_numbered(out, ++id, fact);
    }
  }
  return out.take();
}

std::string Snapshots::probes(const check::Check& check) {
  List out;
  for (std::size_t i = 0; i < check.probes().size(); ++i) {
    if (i == probe_places_.size()) probe_places_.push_back(probe_place(check.probes()[i]));
    out.add(probe_places_[i]);
  }
  return out.take();
}

std::string Snapshots::write(const check::Check& check, const x509::TrustStore* roots) {
  next_ = {};
  const Assessment assessment = assess::assess(check, roots, parts_);
  std::string out = "{" + members(head_json("mailglass-snapshot/1", check, assessment, roots));
  out += ",\"servers\":" + servers(check, assessment, roots);
  out += ",\"facts\":" + facts(assessment);
  out += "," + members(conclusions_json(assessment));
  out += ",\"lenses\":" + json_text(lenses_json(false));
  out += ",\"probes\":" + probes(check);
  return out + "," + members(traffic_json(check)) + "}";
}

std::string Snapshots::details(const check::Check& check, Place place, const x509::TrustStore* roots) {
  if (place.server >= check.servers().size() || place.address >= check.servers()[place.server].addresses.size())
    return {};
  const check::AddressRun& run = check.servers()[place.server].addresses[place.address];
  const assess::AddressParts::Part& part = parts_.at(check, place, roots);
  return json_text(
      json_object({{"heard", part.heard},
                   {"certificates", certificates_json(part.found)},
                   {"exploration", exploration_json(run, part.found)},
                   {"lenses", judgements_json(run, part.found)},
                   {"standards", lenses_json(true)},
                   {"probes", list_json(run.probes, [&](std::uint32_t id) { return probe_json(*check.probe(id)); })}}));
}

}  // namespace mailglass::report
