#include "words/phrase.h"

namespace mailglass::words {
namespace {

Value joined(const char* id, List parts) {
  Value all;
  for (Value& part : parts) {
    if (part.empty()) continue;
    all = all.empty() ? std::move(part) : Phrase{id, {{"first", std::move(all)}, {"then", std::move(part)}}};
  }
  return all;
}

}  // namespace

bool operator==(const Value& one, const Value& other) {
  return one.held_ == other.held_;
}

bool operator==(const Phrase& one, const Phrase& other) {
  return one.id == other.id && one.args == other.args;
}

Value sentences(List parts) {
  return joined("sentences", std::move(parts));
}

Value clauses(List parts) {
  return joined("clauses", std::move(parts));
}

}  // namespace mailglass::words
