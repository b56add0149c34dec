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
  std::string_view code, words;
};
constexpr std::array<HowRow, 5> kHows{{
    {LeftInside::How::Alert, "alert", "the server broke off the session"},
    {LeftInside::How::CloseNotify, "close-notify", "the server ended the session before it answered"},
    {LeftInside::How::Closed, "closed", "the server hung up before it answered"},
    {LeftInside::How::Reset, "reset", "the connection was reset before the server answered"},
    {LeftInside::How::Broken, "broken", "what came did not decrypt"},
}};

Fact about_leaving(const LeftInside& left, Assured inside) {
  std::string text;
  nlohmann::ordered_json value;
  for (const HowRow& row : kHows) {
    if (row.how != left.how) continue;
    text = row.words;
    value = json_object({{"how", row.code}, {"alert", left.alert ? nlohmann::ordered_json(*left.alert) : nullptr}});
  }
  if (left.alert)
    text += " (alert " + std::to_string(*left.alert) + ' ' + std::string(tls::alert_name(*left.alert)) + ')';
  // How TCP ended is the relay's word, and what does not decrypt was said by nobody.
  const bool under_tls = left.how == LeftInside::How::Alert || left.how == LeftInside::How::CloseNotify;
  const Assured assured = under_tls ? inside : left.how == LeftInside::How::Broken ? kDelivered : kTold;
  return {0, "smtp.inside_left", "Inside TLS", std::move(text), std::move(value), assured, {}, {}};
}

Fact about_reply(const smtp::Reply& reply, Assured inside) {
  if (reply.positive()) {
    Keywords keywords = keywords_of(smtp::parse_ehlo(reply));
    return {0,
            "smtp.inside_capabilities",
            "Extensions offered inside TLS",
            std::move(keywords.text),
            std::move(keywords.list),
            inside,
            {},
            {}};
  }
  std::string text = std::to_string(reply.code) + ' ' + printable(view_of(reply.text()), kWordsShown);
  return {0,
          "smtp.inside_reply",
          "Answer to EHLO inside TLS",
          std::move(text),
          json_object({{"code", reply.code}}),
          inside,
          {},
          {}};
}

}  // namespace

Keywords keywords_of(const smtp::EhloResponse& response) {
  Keywords out{nlohmann::ordered_json::array(), {}};
  for (const smtp::Capability& capability : response.capabilities) {
    if (capability.keyword.empty()) continue;
    if (out.text.size() >= kKeywordsShown) {
      out.text += ", …";
      break;
    }
    const std::string keyword = printable(view_of(capability.keyword), 64);
    out.list.push_back(keyword);
    out.text += (out.text.empty() ? "" : ", ") + keyword;
  }
  if (out.text.empty()) out.text = "none";
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
  if (const LeftInside* left = session.left()) add(about_leaving(*left, inside));
}

}  // namespace mailglass::assess
