#include "policy/readers.h"

namespace mailglass::policy {

std::string_view to_string(Reader reader) {
  switch (reader) {
    case Reader::Rfc8461: return "rfc-8461";
    case Reader::PostfixTlspol: return "postfix-tlspol";
    case Reader::PostfixMtaStsResolver: return "postfix-mta-sts-resolver";
  }
  return {};
}

}  // namespace mailglass::policy
