#include "report/evidence_view.h"

#include "bytes/json_object.h"

namespace mailglass::report {

using nlohmann::ordered_json;

ordered_json evidence_json(const check::BytesAt& at) {
  ordered_json out;
  set_member(out, at.source == check::Source::Answer ? "lookup" : "stream", at.id);
  if (at.source != check::Source::Answer)
    set_member(out, "direction", at.source == check::Source::FromServer ? "from-server" : "to-server");
  set_member(out, "offset", at.range.offset);
  set_member(out, "length", at.range.length);
  return out;
}

}  // namespace mailglass::report
