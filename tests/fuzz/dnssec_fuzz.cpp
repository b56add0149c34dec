// Chains of DNSSEC that were tampered with, as the input says: nothing false is secure, and the work has its bounds.

#include "dnssec/mutation.h"
#include "property.h"

using namespace mailglass;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static test::Target target;
  test::Choices choices(ByteView(data, size));
  MUST(target.run(target.some_case(choices)).holds);
  return 0;
}
