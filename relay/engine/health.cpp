#include "engine/health.h"

#include <dirent.h>
#include <sys/resource.h>

#include <memory>

namespace mailglass::relay {

Descriptors descriptors() {
  struct Closer {
    void operator()(DIR* folder) const { ::closedir(folder); }
  };
  Descriptors found;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) found.most = limit.rlim_cur;
  const std::unique_ptr<DIR, Closer> folder(::opendir("/proc/self/fd"));
  // Without one left for looking, all are in use.
  if (!folder) return {found.most, found.most};
  while (const dirent* entry = ::readdir(folder.get())) found.open += entry->d_name[0] == '.' ? 0 : 1;
  --found.open;  // the one that looks
  return found;
}

}  // namespace mailglass::relay
