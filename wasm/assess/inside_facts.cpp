#include "assess/inside_facts.h"

#include <array>

#include "assess/smtp_facts.h"
#include "bytes/encoding.h"
#include "bytes/json_object.h"
#include "tls/record.h"

namespace mailglass::assess {
namespace {

using check::LeftInside;

/// Characters of the keywords in an answer to EHLO; real servers have some 150. All are in the evidence.
constexpr std::size_t kKeywordsShown = 1000;

struct HowRow {
  LeftInside::How how;
  std::string_view code;
};
constexpr std::array<HowRow, 5> kHows{{
    {LeftInside::How::Alert, "alert"},
    {LeftInside::How::CloseNotify, "close-notify"},
    {LeftInside::How::Closed, "closed"},
    {LeftInside::How::Reset, "reset"},
    {LeftInside::How::Broken, "broken"},
}};

Fact about_leaving(const LeftInside& left, Assured inside) {
  words::Value text;
  nlohmann::ordered_json value;
  for (const HowRow& row : kHows) {
    if (row.how != left.how) continue;
    text = words::Phrase{std::string("said.inside.").append(row.code)};
    value = json_object({{"how", row.code}, {"alert", left.alert ? nlohmann::ordered_json(*left.alert) : nullptr}});
  }
  if (left.alert && !tls::alert_name(*left.alert).empty())
    text = words::Phrase{"said.inside.alert-named", {{"number", *left.alert}, {"name", tls::alert_name(*left.alert)}}};
  // How TCP ended is the relay's word, and what does not decrypt was said by nobody.
  const bool under_tls = left.how == LeftInside::How::Alert || left.how == LeftInside::How::CloseNotify;
  const Assured assured = under_tls ? inside : left.how == LeftInside::How::Broken ? kDelivered : kTold;
  return {0, "smtp.inside_left", std::move(text), std::move(value), assured, {}, {}};
}

Fact about_reply(const smtp::Reply& reply, Assured inside) {
  if (reply.positive()) {
    Keywords keywords = keywords_of(smtp::parse_ehlo(reply));
    return {0, "smtp.inside_capabilities", std::move(keywords.text), std::move(keywords.list), inside, {}, {}};
  }
  std::string text = std::to_string(reply.code) + ' ' + printable(view_of(reply.text()), kWordsShown);
  return {0, "smtp.inside_reply", std::move(text), json_object({{"code", reply.code}}), inside, {}, {}};
}

}  // namespace

Keywords keywords_of(const smtp::EhloResponse& response) {
  Keywords out{nlohmann::ordered_json::array(), {}};
  std::string listed;
  bool all = true;
  for (const smtp::Capability& capability : response.capabilities) {
    if (capability.keyword.empty()) continue;
    if (listed.size() >= kKeywordsShown) {
      all = false;
      break;
    }
    const std::string keyword = printable(view_of(capability.keyword), 64);
    out.list.push_back(keyword);
    listed += (listed.empty() ? "" : ", ") + keyword;
  }
  if (listed.empty()) {
    out.text = words::Phrase{"said.none"};
  } else if (all) {
    out.text = std::move(listed);
  } else {
    out.text = words::Phrase{"said.list-goes-on", {{"list", std::move(listed)}}};
  }
  return out;
}

void add_inside_facts(const check::ProbeRun& probe, Assured inside, AddressAssessment& out, FactList& facts) {
  const check::InsideTls& session = probe.inside();
  const auto add = [&](Fact fact) {
    fact.subject = out.subject;
    if (session.sealed().length > 0) fact.evidence = {BytesAt{Source::FromServer, probe.plan().id, session.sealed()}};
    out.facts.push_back(facts.add(std::move(fact)));
  };
  if (const auto* answered = session.answered()) add(about_reply(answered->reply, inside));
  if (const LeftInside* left = session.left_at_all()) add(about_leaving(*left, inside));
}

}  // namespace mailglass::assess
