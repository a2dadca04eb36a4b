#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "kernel/http/response.hpp"

namespace kontor::http {

// An answer that is not there yet. A handler makes one, keeps it where what it waits for will be known, and answers
// with later(); the request then waits at the edge and holds neither a worker nor anything else. When it is complete,
// when its deadline has passed or when the server stops, `answer` runs on a worker, as a handler does, and says what is
// true by then; it may answer with later() again. Safe from any thread; nothing blocks.
//
// Made before whatever could complete it, so that no completion is missed.
class Later {
 public:
  using Answer = std::function<Result<Response>()>;

  Later(Deadline deadline, Answer answer);

  void complete();
  bool is_complete() const;

  // For the edge. `wake` is called, from any thread, when it is complete, at once where it is already.
  void attach(std::function<void()> wake);
  void detach();  // waits for a call of `wake` that is going on
  const Deadline& deadline() const { return deadline_; }
  Result<Response> answer() const { return answer_(); }

 private:
  const Deadline deadline_;
  const Answer answer_;
  mutable std::mutex mutex_;
  bool complete_ = false;
  std::function<void()> wake_;
};

// What a handler returns whose answer comes later.
Response later(std::shared_ptr<Later> answer);

}  // namespace kontor::http
