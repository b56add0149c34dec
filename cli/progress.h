#pragma once
// How far a check is, for somebody who watches: one line for each address, with its connections and its budget.

#include <cstddef>
#include <string>
#include <vector>

#include "check/check.h"
#include "speech/words.h"

namespace mailglass::cli {

/// What there is to say, without ends of lines, each at most `width` columns; when there are more
/// addresses than `most` lines, the last line counts the rest.
std::vector<std::string> progress_lines(const check::Check& check, std::size_t width, std::size_t most,
                                        const Words& words = english());

/// Draws them on a terminal's standard error, over what it drew before; on anything else it does nothing.
class Progress {
 public:
  explicit Progress(const Words& words = english());
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void draw(const check::Check& check);
  void clear();

 private:
  const Words& words_;
  bool terminal_;
  std::vector<std::string> drawn_;
};

}  // namespace mailglass::cli
