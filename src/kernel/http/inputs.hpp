#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/http/idempotency_key.hpp"
#include "kernel/http/pipeline/target.hpp"
#include "kernel/http/server.hpp"
#include "kernel/json/json.hpp"

namespace kontor::http {

struct Endpoint;

// In place of a path, query, body or answer that an endpoint does not have.
struct Nothing {};

// Reads what a request brings, and gathers every problem of path, query and body before it gives a verdict.
class Inputs {
 public:
  Inputs(const Endpoint& endpoint, const Exchange& exchange) : endpoint_(endpoint), exchange_(exchange) {}

  template <class T>
  T path() {
    if constexpr (std::is_same_v<T, Nothing>) {
      return {};
    } else {
      return keep(json::read_parameters<T>(views(path_parameters())));
    }
  }

  template <class T>
  T query() {
    if constexpr (std::is_same_v<T, Nothing>) {
      refuse_query();
      return {};
    } else {
      return keep(json::read_parameters<T>(views(query_parameters())));
    }
  }

  template <class T>
  T body() {
    if constexpr (std::is_same_v<T, Nothing>) {
      return {};
    } else {
      return has_json_body() ? keep(json::read<T>(exchange_.request.body)) : T{};
    }
  }

  // nullopt where the endpoint takes none, where none was sent, and where what was sent is a problem.
  std::optional<IdempotencyKey> idempotency_key();

  // What makes the request unreadable (415, 400), else all its problems (422).
  Result<void> verdict();

 private:
  template <class T>
  T keep(Result<T> read) {
    if (read) return *std::move(read);
    gather(std::move(read).error());
    return T{};
  }

  void gather(Error error);
  std::string key_scope() const;
  void refuse_query();
  bool has_json_body();
  QueryParameters& path_parameters();
  QueryParameters& query_parameters();
  const std::vector<json::Parameter>& views(const QueryParameters& parameters);

  const Endpoint& endpoint_;
  const Exchange& exchange_;
  QueryParameters parameters_;
  std::vector<json::Parameter> views_;
  std::optional<Error> unreadable_;
  std::vector<FieldProblem> problems_;
};

}  // namespace kontor::http
