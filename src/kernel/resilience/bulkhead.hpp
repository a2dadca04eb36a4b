#pragma once

#include <atomic>
#include <optional>
#include <utility>

namespace kontor::resilience {

// Bounds how many are inside at once, so that one slow dependency cannot take every thread. Safe from any thread; never
// blocks. Outlives its permits.
class Bulkhead {
 public:
  // Inside as long as it lives.
  class Permit {
   public:
    Permit(Permit&& other) noexcept : bulkhead_(std::exchange(other.bulkhead_, nullptr)) {}
    Permit& operator=(Permit&&) = delete;
    ~Permit() {
      if (bulkhead_) bulkhead_->in_use_.fetch_sub(1);
    }

   private:
    friend class Bulkhead;
    explicit Permit(Bulkhead& bulkhead) : bulkhead_(&bulkhead) {}
    Bulkhead* bulkhead_;
  };

  explicit Bulkhead(int room) : room_(room) {}

  std::optional<Permit> try_enter();  // nullopt: full
  int in_use() const { return in_use_.load(); }

 private:
  const int room_;
  std::atomic<int> in_use_{0};
};

}  // namespace kontor::resilience
