#pragma once
// libunbound, as the process asks it.

#include <unbound.h>

#include <functional>
#include <memory>
#include <string>
#include <variant>

#include "resolver/messages.h"

namespace mailglass::relay::resolver {

class Unbound {
 public:
  /// Reads its files, then calls `files_read`, then starts its thread; nothing is sent yet. The text says what is
  /// wrong. `descriptors`: how many it may have open.
  static std::variant<std::unique_ptr<Unbound>, std::string> start(const Settings& settings, std::uint32_t descriptors,
                                                                   const std::function<void()>& files_read);
  ~Unbound();
  Unbound(const Unbound&) = delete;
  Unbound& operator=(const Unbound&) = delete;

  /// Answers come from within take_answers().
  using Done = std::function<void(const FromResolver&)>;
  void ask(const Ask& ask, const Done& done);
  /// Goes through libunbound's thread, so that an answer means that the thread works.
  void ask(const Ping& ping, const Done& done);
  /// Readable when there are answers.
  [[nodiscard]] int descriptor() const;
  void take_answers();

 private:
  struct Question;
  explicit Unbound(ub_ctx* context) : context_(context) {}
  void ask(std::unique_ptr<Question> question, const std::string& name, int type);
  static void on_result(void* argument, int error, ub_result* result);
  static Answered answer_from(std::uint64_t id, int error, const ub_result* result);

  ub_ctx* context_;
};

}  // namespace mailglass::relay::resolver
