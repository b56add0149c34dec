#pragma once
// CLI11's part of the command line, in words: the labels of its help, and what it minds in arguments. It has English.

#include <CLI/CLI.hpp>
#include <optional>

#include "cli/arguments.h"
#include "main/command_line.h"
#include "speech/words.h"

namespace mailglass::cli {

/// Before anything is added: options and commands take their labels from here.
void speak(CLI::App& app, const Words& words);

/// A number of this range, its ends included. `option` is what a complaint calls it.
CLI::Validator number_between(std::int64_t least, std::int64_t most, const char* option, const Words& words);

/// Nothing when the program shall go on; help, version or what is wrong otherwise.
std::optional<relay::Leave> parse(CLI::App& app, const Arguments& arguments, const Words& words);

}  // namespace mailglass::cli
