#pragma once
// The resolver's process as the relay holds it: started, spoken to, ended.

#include <sys/types.h>

#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "resolver/messages.h"

namespace mailglass::relay::resolver {

class Child {
 public:
  /// The text says what is wrong.
  static std::variant<std::unique_ptr<Child>, std::string> start(const std::string& program, const Settings& settings);
  /// Ends it, whatever it does, and waits for that.
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Readable when it said something or is gone.
  [[nodiscard]] int descriptor() const { return socket_; }
  /// False: nothing more fits at the moment, or it is gone.
  [[nodiscard]] bool send(const ToResolver& message) const;

  struct Nothing {};  ///< as yet
  struct Gone {};     ///< or it says what no such process says
  using Heard = std::variant<Nothing, Gone, FromResolver>;
  /// Does not wait.
  Heard receive();
  /// Waits until there is something to receive; false when there was nothing in time.
  [[nodiscard]] bool wait(int milliseconds) const;

 private:
  Child(int socket, pid_t process) : socket_(socket), process_(process), buffer_(kMaxMessage) {}
  int socket_;
  pid_t process_;
  Bytes buffer_;
};

/// Where the program is, if the settings do not say: in the folder of the program that runs.
std::string program_beside_this_one();

}  // namespace mailglass::relay::resolver
