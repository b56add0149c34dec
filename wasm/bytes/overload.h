#pragma once
// One visitor out of several lambdas, for std::visit: each takes the alternatives that it names.

namespace mailglass {

template <class... Cases>
struct Overload : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Overload(Cases...) -> Overload<Cases...>;

}  // namespace mailglass
