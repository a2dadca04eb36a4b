#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "kernel/core/check.hpp"

namespace kontor {

// What a caller can act on. Bugs and lost infrastructure are exceptions instead, caught once at the edge.
enum class ErrorKind { invalid, not_found, conflict, rejected, unauthenticated, forbidden, unavailable, internal };

// One mistake in an input; `pointer` is a JSON pointer (RFC 6901) into the body, or "/name" of a parameter.
struct FieldProblem {
  std::string pointer;
  std::string code;
  std::string detail;

  bool operator==(const FieldProblem&) const = default;
};

// Travels in nearly every Result, so what makes, moves and ends it is compiled once.
struct Error {
  Error(ErrorKind kind, std::string code, std::string detail, std::vector<FieldProblem> fields = {},
        int retry_after_seconds = 0, std::string members = {});
  Error(const Error&);
  Error(Error&&) noexcept;
  Error& operator=(const Error&);
  Error& operator=(Error&&) noexcept;
  ~Error();

  bool operator==(const Error&) const = default;

  ErrorKind kind;
  std::string code;    // stable, snake_case: clients switch on it
  std::string detail;  // for people; never holds a secret or another user's data
  std::vector<FieldProblem> fields;
  int retry_after_seconds;  // when to come back; 0: where it helps, in a second
  std::string members;      // more that clients are told: a JSON object, or empty
};

std::string_view to_string(ErrorKind kind);

// The HTTP status of an error: the default of its kind, refined by codes that have a status of their own
// (payment_declined 402, version_conflict 412, …).
int http_status(const Error& error);

// Whether the same request may succeed a little later without being changed.
bool may_retry(ErrorKind kind);

Error invalid(std::vector<FieldProblem> fields);  // validation_failed
Error not_found(std::string_view what);           // `what` as in "There is no such product."
Error conflict(std::string code, std::string detail);
Error unavailable(std::string detail, int retry_after_seconds = 0);
Error rate_limited(std::string detail, int retry_after_seconds);

// A value or an Error. Reading the side that is not there is a bug and ends the process.
// Made only from what converts to T implicitly: a Result<bool> must not be had from another Result's truth.
template <class T>
class [[nodiscard]] Result {
 public:
  using value_type = T;

  template <class U = T>
  requires(std::is_convertible_v<U&&, T> && !std::is_same_v<std::remove_cvref_t<U>, Result> &&
           !std::is_same_v<std::remove_cvref_t<U>, Error>) Result(U&& value)
      : state_(std::in_place_index<0>, std::forward<U>(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & { return KONTOR_CHECK(ok(), "value() of a failed Result"), std::get<0>(state_); }
  const T& value() const& { return KONTOR_CHECK(ok(), "value() of a failed Result"), std::get<0>(state_); }
  // By value: `for (auto& row : *read())` must not walk over what is gone.
  T value() && { return KONTOR_CHECK(ok(), "value() of a failed Result"), std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  Error& error() & { return KONTOR_CHECK(!ok(), "error() of a good Result"), std::get<1>(state_); }
  const Error& error() const& { return KONTOR_CHECK(!ok(), "error() of a good Result"), std::get<1>(state_); }
  Error&& error() && { return KONTOR_CHECK(!ok(), "error() of a good Result"), std::get<1>(std::move(state_)); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  using value_type = void;

  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  bool ok() const { return !error_; }
  explicit operator bool() const { return ok(); }
  Error& error() & { return KONTOR_CHECK(!ok(), "error() of a good Result"), *error_; }
  const Error& error() const& { return KONTOR_CHECK(!ok(), "error() of a good Result"), *error_; }
  Error&& error() && { return KONTOR_CHECK(!ok(), "error() of a good Result"), *std::move(error_); }

 private:
  std::optional<Error> error_;
};

}  // namespace kontor
