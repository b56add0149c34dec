#pragma once
// The words of the command line, put in order: a command first.

#include <string>
#include <vector>

namespace mailglass::cli {

/// "check, replay, what-if"
std::string command_names();

/// `mailglass example.org` is `mailglass check example.org`, and options may stand before the command.
class Arguments {
 public:
  Arguments(int argc, const char* const* argv);
  [[nodiscard]] int count() const { return static_cast<int>(words_.size()); }
  [[nodiscard]] const char* const* values() const { return words_.data(); }
  /// Whether a command was given.
  [[nodiscard]] bool named_command() const { return named_command_; }

 private:
  std::vector<const char*> words_;
  bool named_command_ = true;
};

}  // namespace mailglass::cli
