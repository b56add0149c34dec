#pragma once
// What senders would do if something about a domain were otherwise. Its input is what a check found; nothing is looked
// up or connected to.

#include <span>
#include <string_view>

#include "senders/situation.h"

namespace mailglass::senders {

/// A change to a domain. Several are made one after another, so that TLSA records can be published behind signing.
struct Setting {
  std::string_view name, value;
  void (*apply)(Domain& domain);
};

/// All there are; the values of a name stand together.
std::span<const Setting> settings();

/// By "name=value"; null where there is none.
const Setting* find_setting(std::string_view text);

}  // namespace mailglass::senders
