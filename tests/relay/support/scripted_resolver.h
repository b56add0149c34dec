#pragma once
// A resolver that answers from a list: no test asks a real name server.

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <string>
#include <vector>

#include "dns/message.h"
#include "resolver/resolver.h"
#include "support/dns_answer.h"
#include "wire/control.h"

namespace mailglass::test {

struct ScriptedAnswer {
  std::string name;
  dns::Type type;
  std::vector<AnswerRecord> records;
  dns::Rcode rcode = dns::Rcode::NoError;
  wire::DnsStatus status = wire::DnsStatus::Insecure;
};

/// Fails whatever is not in the list.
std::unique_ptr<relay::resolver::Resolver> scripted_resolver(const boost::asio::any_io_executor& executor,
                                                             std::vector<ScriptedAnswer> answers);

/// example.test with one mail server mx.example.test at `address`.
std::vector<ScriptedAnswer> one_server(const std::string& address);

}  // namespace mailglass::test
