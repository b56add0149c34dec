#pragma once
// The relay's vocabulary, written a second time and differently: it reads a whole dialogue afterwards, by hand, with
// none of the relay's or the analyzer's code. What it does not recognise must never leave the relay.

#include <cstdint>
#include <string>
#include <vector>

namespace mailglass::test {

struct Said {
  bool by_server;
  std::string bytes;
  std::string word = {};  ///< by the relay itself, inside TLS: "ehlo", "quit" or "get-policy"
};

/// Empty when the relay's part of the dialogue is within the vocabulary; else what is wrong.
std::string complaint_about(const std::vector<Said>& dialogue, const std::string& ehlo_name, const std::string& host);

/// The same of a dialogue with the host of an MTA-STS policy.
std::string complaint_about_policy(const std::vector<Said>& dialogue, const std::string& host);

/// What a word is, to the letter.
std::string text_of_word(const std::string& word, const std::string& ehlo_name, const std::string& host);

/// Empty when these bytes are TLS records with one ClientHello of at most 4096 bytes and nothing else in them; `used`
/// gets their length. `policy`: said to the host of one.
std::string complaint_about_hello(const std::string& bytes, const std::string& host, std::size_t& used,
                                  bool policy = false);

}  // namespace mailglass::test
