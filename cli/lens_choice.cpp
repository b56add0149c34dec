#include "cli/lens_choice.h"

#include <algorithm>

#include "assess/lens/lens.h"
#include "cli/text/members.h"
#include "cli/text/paper.h"

namespace mailglass::cli {

using assess::lens::Lens;
using assess::lens::lenses;

std::string lens_codes() {
  std::string codes;
  for (const Lens* lens : lenses()) append(codes, lens->code);
  return codes;
}

std::string lens_list(const Words& words) {
  Paper paper({}, words);
  for (const Lens* lens : lenses()) {
    paper.row(0, lens->code,
              words.say("cli.lens.edition",
                        {{"document", std::string(lens->document)}, {"edition", std::string(lens->edition)}}));
    paper.row(0, "", lens->link);
  }
  return paper.take();
}

bool is_lens(std::string_view code) {
  return std::any_of(lenses().begin(), lenses().end(), [&](const Lens* lens) { return lens->code == code; });
}

}  // namespace mailglass::cli
