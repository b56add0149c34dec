#include <array>

#include "smtp/reply.h"

namespace mailglass::smtp {
namespace {

struct CodeRow {
  int code;
  std::string_view meaning;
};
/// RFC 5321 section 4.2.3; 454 and 530: RFC 3207 section 4; 521 and 556: RFC 7504.
constexpr std::array<CodeRow, 27> kReplyCodes{{
    {211, "system status"},
    {214, "help"},
    {220, "ready"},
    {221, "closing"},
    {235, "authenticated"},
    {250, "done"},
    {251, "not local, will forward"},
    {252, "cannot verify, will try"},
    {354, "send the message"},
    {421, "not available now, closing"},
    {450, "mailbox unavailable now"},
    {451, "error while processing"},
    {452, "too little storage"},
    {454, "TLS not available for a temporary reason"},
    {455, "cannot take these parameters now"},
    {500, "command not recognised"},
    {501, "parameters not understood"},
    {502, "command not implemented"},
    {503, "commands in the wrong order"},
    {504, "parameter not implemented"},
    {521, "takes no mail"},
    {530, "must start TLS first"},
    {550, "refused"},
    {552, "too much storage"},
    {553, "mailbox name not allowed"},
    {554, "no SMTP service here, or the transaction failed"},
    {556, "domain takes no mail"},
}};

struct EnhancedRow {
  int subject, detail;
  std::string_view meaning;
};
/// IANA "SMTP Enhanced Status Codes" (RFC 3463 section 3), those that a probe can meet.
constexpr std::array<EnhancedRow, 14> kEnhanced{{
    {0, 0, "other or undefined"},
    {3, 0, "mail system problem"},
    {3, 2, "system takes no messages now"},
    {4, 1, "no answer from host"},
    {4, 2, "bad connection"},
    {4, 5, "mail system congestion"},
    {5, 0, "protocol problem"},
    {5, 1, "invalid command"},
    {5, 4, "invalid arguments"},
    {7, 0, "security or policy"},
    {7, 1, "delivery not authorised"},
    {7, 4, "security features not supported"},
    {7, 10, "encryption needed"},
    {7, 25, "reverse DNS check failed"},
}};

}  // namespace

std::string_view reply_code_meaning(int code) {
  for (const CodeRow& row : kReplyCodes) {
    if (row.code == code) return row.meaning;
  }
  return {};
}

std::string_view enhanced_code_meaning(const EnhancedCode& code) {
  for (const EnhancedRow& row : kEnhanced) {
    if (row.subject == code.subject && row.detail == code.detail) return row.meaning;
  }
  return {};
}

}  // namespace mailglass::smtp
