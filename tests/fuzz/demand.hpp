#pragma once

#include <cstdio>
#include <cstdlib>

// What must hold for every input of a fuzz target; ends the process otherwise, which is how a fuzzer learns of it.
inline void demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}
