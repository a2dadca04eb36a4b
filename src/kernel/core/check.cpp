#include "kernel/core/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace kontor {

void check_failed(const char* file, int line, const char* assumption) {
  std::fprintf(stderr, "%s:%d: assumption broken: %s\n", file, line, assumption);
  std::abort();
}

}  // namespace kontor
