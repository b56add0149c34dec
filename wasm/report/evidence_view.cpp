#include "report/evidence_view.h"

#include "bytes/json_object.h"

namespace mailglass::report {
namespace {

using nlohmann::ordered_json;

void put_range(ordered_json& out, ByteRange range) {
  set_member(out, "offset", range.offset);
  set_member(out, "length", range.length);
}

struct EvidenceWriter {
  ordered_json operator()(const assess::StreamRef& ref) const {
    ordered_json out;
    set_member(out, "stream", ref.stream);
    set_member(out, "direction", ref.direction == wire::Direction::FromServer ? "from-server" : "to-server");
    put_range(out, ref.range);
    return out;
  }
  ordered_json operator()(const assess::LookupRef& ref) const {
    ordered_json out;
    set_member(out, "lookup", ref.lookup);
    put_range(out, ref.range);
    return out;
  }
};

}  // namespace

ordered_json evidence_json(const assess::EvidenceRef& ref) {
  return std::visit(EvidenceWriter{}, ref);
}

}  // namespace mailglass::report
