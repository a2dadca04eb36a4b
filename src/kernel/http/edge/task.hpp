#pragma once

#include <coroutine>
#include <exception>
#include <utility>

namespace kontor::http {

// A step of a connection's life that may wait: started by co_await, which gives its result. Must be a named local where
// it is awaited, as everything else: g++ 12 destroys temporaries of co_await expressions twice.
class [[nodiscard]] Task {
 public:
  struct promise_type {
    Task get_return_object() { return Task(std::coroutine_handle<promise_type>::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    auto final_suspend() noexcept { return Ended{}; }
    void return_value(bool value) { result = value; }
    void unhandled_exception() { thrown = std::current_exception(); }

    bool result = false;
    std::exception_ptr thrown;
    std::coroutine_handle<> waiter;
  };

  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Task& operator=(Task&&) = delete;
  ~Task() {
    if (handle_) handle_.destroy();
  }

  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> waiter) noexcept {
    handle_.promise().waiter = waiter;
    return handle_;
  }
  bool await_resume() {
    if (handle_.promise().thrown) std::rethrow_exception(handle_.promise().thrown);
    return handle_.promise().result;
  }

 private:
  struct Ended {
    bool await_ready() noexcept { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> ended) noexcept {
      return ended.promise().waiter;
    }
    void await_resume() noexcept {}
  };

  explicit Task(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
  std::coroutine_handle<promise_type> handle_;
};

// The outermost step: runs at once and frees itself when it ends. While it waits, its owner may destroy it.
class Life {
 public:
  struct promise_type {
    Life get_return_object() { return Life(std::coroutine_handle<promise_type>::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    [[noreturn]] void unhandled_exception() { std::terminate(); }
  };

  explicit Life(std::coroutine_handle<> handle) : handle_(handle) {}
  std::coroutine_handle<> handle() const { return handle_; }

 private:
  std::coroutine_handle<> handle_;
};

}  // namespace kontor::http
