#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/jobs/store/errand_rows.hpp"

namespace kontor::jobs {

// The free places of a runner, by kind. It gives them to what it finds due; and whoever records an errand in this
// process while nothing else waits for one may be promised a place before the COMMIT, so that the errand is recorded as
// taken. Shared by the runner and its errands, which may outlive it. Safe from any thread; only close() waits.
class Places {
 public:
  struct Terms {
    std::chrono::seconds lease;
    std::string holder;
  };
  struct Runner {
    std::function<void(TakenErrand)> begin;  // has a place
    std::function<void()> look;              // errands may wait that there was no place for
  };
  Places(std::map<std::string, int, std::less<>> free, Terms terms, Runner runner);

  const Terms& terms() const { return terms_; }

  // What is free, for a look at what is due. Until it has been given out nobody is promised any of it, and afterwards
  // only where the look left nothing behind: what waits goes first.
  ErrandRows::Room open_for_a_look();
  void give_out(std::vector<TakenErrand> taken, bool may_be_more);

  // To be followed by keep() or give_back(), once.
  bool promise(std::string_view kind);
  void keep(TakenErrand taken);
  void give_back(std::string_view kind);

  // An errand that had a place is over.
  void leave(std::string_view kind);
  // An errand was recorded that nobody has promised a place.
  void look() const { runner_.look(); }

  // Promises nothing any more, and waits until every promise was kept or given back.
  void close();

 private:
  void free(std::string_view kind, int promises);

  const Terms terms_;
  const Runner runner_;
  std::mutex mutex_;
  std::condition_variable resolved_;
  std::map<std::string, int, std::less<>> free_;
  bool may_be_more_ = true;  // than there was a place for, as far as is known
  bool closed_ = false;
  int promises_ = 0;
};

}  // namespace kontor::jobs
