#include "report/lens_view.h"

#include <algorithm>
#include <utility>

#include "assess/lens/judgements.h"
#include "words/phrase_json.h"

namespace mailglass::report {
namespace {

using assess::lens::Judged;
using assess::lens::Judgement;
using assess::lens::Lens;
using assess::lens::Rule;
using assess::lens::Status;
using nlohmann::ordered_json;

/// An object of texts.
ordered_json texts(std::initializer_list<std::pair<const char*, std::string_view>> members) {
  ordered_json out = ordered_json::object();
  for (const auto& [name, text] : members) out[name] = text;
  return out;
}

ordered_json judgement_json(const check::AddressRun& run, const Rule& rule, const Judgement& judgement) {
  ordered_json out = texts({{"code", rule.code}, {"status", to_string(judgement.status)}});
  out["why"] = words::to_json(judgement.why);
  ordered_json& evidence = out["evidence"] = ordered_json::array();
  for (const probe::Evidence& at : judgement.evidence) {
    ordered_json place = texts({{"direction", "from-server"}});
    place["stream"] = run.stream(at.probe);
    place["offset"] = at.range.offset;
    place["length"] = at.range.length;
    evidence.push_back(std::move(place));
  }
  return out;
}

ordered_json lens_judgements_json(const check::AddressRun& run, const Judged& judged) {
  ordered_json out = texts({{"lens", judged.lens->code}});
  for (const auto& [name, status] :
       {std::pair{"met", Status::Met}, std::pair{"violated", Status::Violated},
        std::pair{"not_established", Status::NotEstablished}, std::pair{"not_applicable", Status::NotApplicable}})
    out[name] = judged.count(status);
  ordered_json& rules = out["rules"] = ordered_json::array();
  for (std::size_t i = 0; i < judged.rules.size(); ++i)
    rules.push_back(judgement_json(run, judged.lens->rules[i], judged.rules[i]));
  return out;
}

ordered_json lens_json(const Lens& lens, bool with_rules) {
  ordered_json out = texts({{"code", lens.code},
                            {"title", lens.title},
                            {"document", lens.document},
                            {"edition", lens.edition},
                            {"link", lens.link}});
  ordered_json& rules = out["rules"] = ordered_json::array();
  for (const Rule& rule : with_rules ? lens.rules : std::span<const Rule>{}) {
    rules.push_back(texts({{"code", rule.code}, {"section", rule.section}, {"level", to_string(rule.level)}}));
    rules.back()["text"] = words::to_json(words::Phrase{std::string("rule.").append(rule.text)});
  }
  return out;
}

}  // namespace

ordered_json lenses_json(const assess::Assessment& assessment) {
  const bool judged = std::any_of(assessment.servers.begin(), assessment.servers.end(), [](const auto& server) {
    return std::any_of(server.addresses.begin(), server.addresses.end(),
                       [](const auto& address) { return address.depths && !address.depths->lenses.empty(); });
  });
  return lenses_json(judged);
}

ordered_json lenses_json(bool with_rules) {
  ordered_json out = ordered_json::array();
  for (const Lens* lens : assess::lens::lenses()) out.push_back(lens_json(*lens, with_rules));
  return out;
}

ordered_json judgements_json(const check::AddressRun& run, const assess::AddressAssessment& address) {
  ordered_json out = ordered_json::array();
  if (!address.depths) return out;
  for (const Judged& judged : address.depths->lenses) out.push_back(lens_judgements_json(run, judged));
  return out;
}

}  // namespace mailglass::report
