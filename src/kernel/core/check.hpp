#pragma once

// KONTOR_CHECK(condition, "what was assumed"): an assumption that only a bug can break. Always compiled in: prints the
// place and the assumption and ends the process, because going on would spread the damage.
#define KONTOR_CHECK(condition, assumption) \
  (static_cast<bool>(condition) ? static_cast<void>(0) : ::kontor::check_failed(__FILE__, __LINE__, assumption))

namespace kontor {

[[noreturn]] void check_failed(const char* file, int line, const char* assumption);

}  // namespace kontor
