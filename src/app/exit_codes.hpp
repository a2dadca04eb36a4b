#pragma once

namespace kontor::app {

// What scripts may rely on.
enum ExitCode { kDone = 0, kFailed = 1, kWrongUsage = 2, kBroken = 3 };

}  // namespace kontor::app
