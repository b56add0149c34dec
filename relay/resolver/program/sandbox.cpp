#include "resolver/program/sandbox.h"

#include <fcntl.h>
#include <grp.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <type_traits>

namespace mailglass::relay::resolver {
namespace {

constexpr rlim_t kMemory = rlim_t{1} << 30U;  // address space: stacks and allocators reserve more than they use
constexpr unsigned kNobody = 65534;

bool set_limit(__rlimit_resource_t resource, rlim_t most) {
  rlimit now{};
  if (::getrlimit(resource, &now) != 0) return false;
  now.rlim_max = std::min(now.rlim_max, most);
  now.rlim_cur = now.rlim_max;
  return ::setrlimit(resource, &now) == 0;
}

// Landlock's interface (linux/landlock.h), written out: Debian 12's header knows less than kernels do.
constexpr long kCreateRuleset = 444, kAddRule = 445, kRestrictSelf = 446;
struct RulesetAttr {
  std::uint64_t files;
  std::uint64_t net;
  std::uint64_t scoped;
};
struct [[gnu::packed]] NetPortAttr {
  std::uint64_t allowed;
  std::uint64_t port;
};
constexpr std::uint64_t kConnectTcp = 2, kBindTcp = 1;
constexpr int kRuleNetPort = 2;

/// All rights to files that a version of Landlock knows.
std::uint64_t file_rights(long version) {
  if (version >= 5) return 0xffff;
  if (version >= 3) return 0x7fff;
  return version == 2 ? 0x3fff : 0x1fff;
}

using Filter = std::unique_ptr<std::remove_pointer_t<scmp_filter_ctx>, decltype(&seccomp_release)>;

/// What both need to live and to end.
constexpr std::array kBoth{
    SCMP_SYS(read),          SCMP_SYS(write),        SCMP_SYS(close),           SCMP_SYS(recvfrom),
    SCMP_SYS(exit),          SCMP_SYS(exit_group),   SCMP_SYS(rt_sigreturn),    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(munmap),        SCMP_SYS(brk),          SCMP_SYS(restart_syscall), SCMP_SYS(futex),
    SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(getpid),          SCMP_SYS(gettid),
};
constexpr std::array kBrokerOnly{SCMP_SYS(sendmsg), SCMP_SYS(connect)};
constexpr std::array kWorkerOnly{
    SCMP_SYS(readv),           SCMP_SYS(writev),
    SCMP_SYS(recvmsg),         SCMP_SYS(poll),
    SCMP_SYS(ppoll),           SCMP_SYS(select),
    SCMP_SYS(pselect6),        SCMP_SYS(epoll_wait),
    SCMP_SYS(epoll_pwait),     SCMP_SYS(epoll_pwait2),
    SCMP_SYS(epoll_ctl),       SCMP_SYS(bind),
    SCMP_SYS(getsockopt),      SCMP_SYS(setsockopt),
    SCMP_SYS(getsockname),     SCMP_SYS(getpeername),
    SCMP_SYS(shutdown),        SCMP_SYS(mremap),
    SCMP_SYS(madvise),         SCMP_SYS(getrandom),
    SCMP_SYS(nanosleep),       SCMP_SYS(clock_nanosleep),
    SCMP_SYS(clock_getres),    SCMP_SYS(time),
    SCMP_SYS(sched_yield),     SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sigaltstack),     SCMP_SYS(rt_sigaction),
    SCMP_SYS(set_robust_list), SCMP_SYS(rseq),
    SCMP_SYS(membarrier),      SCMP_SYS(getuid),
};

class Rules {
 public:
  explicit Rules(scmp_filter_ctx filter) : filter_(filter) {}
  template <class List>
  void all(const List& calls) {
    for (const int call : calls) when(call, {});
  }
  void when(int call, std::initializer_list<scmp_arg_cmp> conditions) {
    const int result = seccomp_rule_add_array(filter_, SCMP_ACT_ALLOW, call, static_cast<unsigned>(conditions.size()),
                                              conditions.begin());
    // A call that this machine's architecture does not have needs no rule.
    if (result != 0 && result != -EDOM && result != -EINVAL) fine_ = false;
  }
  [[nodiscard]] bool fine() const { return fine_; }

 private:
  scmp_filter_ctx filter_;
  bool fine_ = true;
};

scmp_arg_cmp is(unsigned argument, std::uint64_t value) {
  return {argument, SCMP_CMP_EQ, value, 0};
}
scmp_arg_cmp lacks(unsigned argument, std::uint64_t bits) {
  return {argument, SCMP_CMP_MASKED_EQ, bits, 0};
}

void allow_for_both(Rules& rules) {
  rules.all(kBoth);
  // Memory, but none that could hold new code.
  rules.when(SCMP_SYS(mmap), {lacks(2, PROT_EXEC)});
  rules.when(SCMP_SYS(mprotect), {lacks(2, PROT_EXEC)});
  // abort() ends this process.
  rules.when(SCMP_SYS(tgkill), {is(0, static_cast<std::uint64_t>(::getpid()))});
}

void allow_for_broker(Rules& rules) {
  rules.all(kBrokerOnly);
  constexpr int kFlags = SOCK_NONBLOCK | SOCK_CLOEXEC;
  for (const int family : {AF_INET, AF_INET6}) {
    for (const int type : {SOCK_DGRAM, SOCK_STREAM}) {
      rules.when(SCMP_SYS(socket), {is(0, static_cast<std::uint64_t>(family)),
                                    is(1, static_cast<std::uint64_t>(type | kFlags)), is(2, 0)});
    }
  }
}

void allow_for_worker(Rules& rules) {
  rules.all(kWorkerOnly);
  // send(): to where the socket leads. sendto() an address would be to anywhere.
  rules.when(SCMP_SYS(sendto), {is(4, 0), is(5, 0)});
  for (const int command : {F_GETFL, F_SETFL, F_GETFD, F_SETFD})
    rules.when(SCMP_SYS(fcntl), {is(1, static_cast<std::uint64_t>(command))});
  for (const std::uint64_t command : {std::uint64_t{FIONBIO}, std::uint64_t{FIONREAD}})
    rules.when(SCMP_SYS(ioctl), {is(1, command)});
  // Limits may be read.
  rules.when(SCMP_SYS(prlimit64), {is(2, 0)});
}

}  // namespace

std::uint32_t limit_descriptors(std::uint32_t wanted) {
  set_limit(RLIMIT_NOFILE, wanted);
  rlimit now{};
  if (::getrlimit(RLIMIT_NOFILE, &now) != 0) return 0;
  return static_cast<std::uint32_t>(std::min<rlim_t>(now.rlim_cur, wanted));
}

void leave_root() {
  if (::geteuid() != 0) return;
  // Where root may not become another user, in a container without that right, it owns nothing anyway.
  if (::setgroups(0, nullptr) != 0) return;
  if (::setresgid(kNobody, kNobody, kNobody) != 0) return;
  if (::setresuid(kNobody, kNobody, kNobody) != 0) return;
}

bool limit_resources() {
  return set_limit(RLIMIT_AS, kMemory) && set_limit(RLIMIT_CORE, 0) && set_limit(RLIMIT_FSIZE, 0) &&
         ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}

std::string close_files(const std::vector<std::uint16_t>& tcp_ports) {
  const long version = ::syscall(kCreateRuleset, nullptr, 0, 1);
  if (version < 1) return "";
  RulesetAttr attr{file_rights(version), version >= 4 ? kConnectTcp | kBindTcp : 0, version >= 6 ? 3U : 0U};
  std::size_t size = sizeof attr.files;
  if (version >= 4) size += sizeof attr.net;
  if (version >= 6) size += sizeof attr.scoped;
  const long rules = ::syscall(kCreateRuleset, &attr, size, 0);
  if (rules < 0) return "";
  bool fine = true;
  for (const std::uint16_t port : tcp_ports) {
    const NetPortAttr allowed{kConnectTcp, port};
    if (version >= 4) fine = fine && ::syscall(kAddRule, rules, kRuleNetPort, &allowed, 0) == 0;
  }
  fine = fine && ::syscall(kRestrictSelf, rules, 0) == 0;
  ::close(static_cast<int>(rules));
  if (!fine) return "";
  return version >= 4 ? "Landlock (files, TCP)" : "Landlock (files)";
}

bool limit_calls(Role role) {
  set_limit(RLIMIT_NPROC, 0);
  const Filter filter(seccomp_init(SCMP_ACT_ERRNO(EPERM)), &seccomp_release);
  if (!filter || seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_TSYNC, 1) != 0) return false;
  Rules rules(filter.get());
  allow_for_both(rules);
  if (role == Role::Broker) {
    allow_for_broker(rules);
  } else {
    allow_for_worker(rules);
  }
  return rules.fine() && seccomp_load(filter.get()) == 0;
}

}  // namespace mailglass::relay::resolver
