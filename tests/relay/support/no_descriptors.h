#pragma once
// A process that has no descriptor left.

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <boost/asio/error.hpp>
#include <cerrno>

namespace mailglass::test {

/// No descriptor more for this process than it has, as long as this lives.
class NoDescriptors {
 public:
  NoDescriptors() {
    meet_errors();
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const int next = ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);
    ::close(next);
    rlimit none = before_;
    none.rlim_cur = static_cast<rlim_t>(next);
    ::setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  NoDescriptors(const NoDescriptors&) = delete;
  NoDescriptors& operator=(const NoDescriptors&) = delete;

 private:
  /// The sanitizer of undefined behaviour opens a pipe where it meets a type's objects for the first time, and calls
  /// them invalid when it cannot. So it has met them before.
  static void meet_errors() {
    namespace errors = boost::asio::error;
    for (const boost::system::error_category* category :
         {&boost::system::system_category(), &boost::system::generic_category(), &errors::get_misc_category()}) {
      const boost::system::error_code error(EMFILE, *category);
      const bool same = error == boost::system::errc::too_many_files_open;
      static_cast<void>(same && error.failed() && error.message().empty());
    }
  }

  rlimit before_{};
};

}  // namespace mailglass::test
