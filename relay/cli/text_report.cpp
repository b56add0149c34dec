#include "cli/text_report.h"

namespace mailglass::cli {
namespace {

using nlohmann::ordered_json;

std::string text(const ordered_json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

void write_server(const ordered_json& report, const ordered_json& server, std::string& out) {
  out += "\n" + text(server["host"]);
  if (server["preference"].is_number()) out += "  (preference " + server["preference"].dump() + ")";
  if (!text(server["sentence"]).empty()) out += "  " + text(server["sentence"]);
  out += '\n';
  for (const ordered_json& address : server["addresses"]) {
    out += "  " + text(address["address"]) + "  " + text(address["sentence"]) + '\n';
    for (const ordered_json& id : address["facts"]) {
      const ordered_json& fact = report["facts"][id.get<std::size_t>() - 1];
      out += "    " + text(fact["label"]) + ": " + text(fact["text"]) + "  [" + text(fact["assurance"]) + "]\n";
    }
  }
}

}  // namespace

std::string text_report(const ordered_json& report) {
  std::string out = text(report["verdict"]["sentence"]) + '\n';
  for (const char* axis : {"passive", "active"}) {
    const std::string sentence = text(report["axes"][axis]["sentence"]);
    if (!sentence.empty()) out += (axis == std::string("passive") ? "  Listener: " : "  Attacker: ") + sentence + '\n';
  }
  for (const ordered_json& server : report["servers"]) write_server(report, server, out);
  if (!report["findings"].empty()) out += "\nFindings\n";
  for (const ordered_json& finding : report["findings"]) {
    out += "  [" + text(finding["severity"]) + "] " + text(finding["title"]) + ". " + text(finding["text"]) + '\n';
    if (!text(finding["advice"]).empty()) out += "      " + text(finding["advice"]) + '\n';
  }
  if (!report["not_established"].empty()) out += "\nNot established\n";
  for (const ordered_json& item : report["not_established"]) {
    out += "  " + text(item["what"]) + ": " + text(item["why"]);
    if (item["server_words"].is_string()) out += "; the server said: " + text(item["server_words"]);
    out += '\n';
  }
  out += "\nWhat this answer cannot promise\n";
  for (const ordered_json& limit : report["limits"])
    out += "  " + text(limit["title"]) + ". " + text(limit["text"]) + '\n';
  out += "\n" + report["usage"]["connections"].dump() + " connections, " + report["usage"]["lookups"].dump() +
         " DNS lookups\n";
  return out;
}

}  // namespace mailglass::cli
