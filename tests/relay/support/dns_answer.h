#pragma once
// DNS answers written out for tests.

#include <string>
#include <vector>

#include "bytes/address.h"
#include "bytes/reader.h"
#include "dns/message.h"
#include "dns/name.h"

namespace mailglass::test {

dns::Name name(std::string_view text);
IpAddress ip(std::string_view text);

/// One record; `data` is its RDATA.
struct AnswerRecord {
  std::string owner;
  dns::Type type;
  Bytes data;
};
AnswerRecord mx(const std::string& owner, int preference, const std::string& exchange);  ///< exchange ".": Null MX
AnswerRecord address(const std::string& owner, const std::string& text);
AnswerRecord ns(const std::string& owner, const std::string& server);
AnswerRecord pointer(const std::string& owner, const std::string& target);  ///< PTR
AnswerRecord cname(const std::string& owner, const std::string& target);

Bytes answer_bytes(const std::string& question, dns::Type type, const std::vector<AnswerRecord>& records,
                   dns::Rcode rcode = dns::Rcode::NoError);

}  // namespace mailglass::test
