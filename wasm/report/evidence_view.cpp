#include "report/evidence_view.h"

namespace mailglass::report {
namespace {

using nlohmann::ordered_json;

struct EvidenceWriter {
  ordered_json operator()(const assess::StreamRef& ref) const {
    return {{"stream", ref.stream},
            {"direction", ref.direction == wire::Direction::FromServer ? "from-server" : "to-server"},
            {"offset", ref.range.offset},
            {"length", ref.range.length}};
  }
  ordered_json operator()(const assess::LookupRef& ref) const {
    return {{"lookup", ref.lookup}, {"offset", ref.range.offset}, {"length", ref.range.length}};
  }
};

}  // namespace

ordered_json evidence_json(const assess::EvidenceRef& ref) {
  return std::visit(EvidenceWriter{}, ref);
}

}  // namespace mailglass::report
