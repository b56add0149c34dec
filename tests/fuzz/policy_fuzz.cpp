// Policies: what is taken for one names what stands there.

#include "policy/mta_sts_record.h"

#include "property.h"

using namespace mailglass;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = text_of(ByteView(data, size));
  const auto record = policy::read_mta_sts_record(text);
  MUST(record.has_value() == text.starts_with("v=STSv1;"));
  if (record && !record->id.empty())
    MUST(record->id.size() <= 32 && text.find("id=" + record->id) != std::string::npos);
  return 0;
}
