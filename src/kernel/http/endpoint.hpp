#pragma once

#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "kernel/auth/caller.hpp"
#include "kernel/core/result.hpp"
#include "kernel/http/content_cache.hpp"
#include "kernel/http/idempotency_key.hpp"
#include "kernel/http/inputs.hpp"
#include "kernel/http/languages.hpp"
#include "kernel/http/server.hpp"
#include "kernel/http/traffic.hpp"
#include "kernel/json/json.hpp"

// Endpoints are declared once; routing, validation, authorization and the OpenAPI document come from the declaration.
//
//   http::get("/catalog/products/{key}")
//       .summary("One product by its id or slug").tag("catalog").access(auth::Access::anyone())
//       .path<ProductKey>().answers<ProductView>().fails({"not_found"})
//       .handle([&reads](const auto& call) -> Result<ProductView> { return reads.product(call.path.key); });
//
// Path, query and body are described structs. A handler is called with all three read and checked; it runs on a worker,
// may block until `call.deadline`, and may be called by several threads at once. One of an `.idempotent()` endpoint
// does its work inside idempotency::Once. It returns a Result of
//   the answer              written as JSON with the declared status
//   Reply<answer>           the same with another status or more headers
//   ContentPtr              ready bytes
//   Response                anything else
//   void                    204
namespace kontor::http {

template <class Path, class Query, class Body, class Answer>
struct Call {
  Path path;
  Query query;
  Body body;
  const auth::Caller& caller;
  Deadline deadline;
  const Request& request;
  std::string_view request_id;
  std::string_view client_address;  // behind trusted proxies the real one
  const Endpoint& endpoint;
  std::optional<IdempotencyKey> idempotency_key;  // of an `.idempotent()` endpoint, where one was sent

  // The response that a handler's result becomes; for who keeps answers.
  template <class Returned>
  Result<Response> respond(Result<Returned> result) const;
};

template <class T>
struct Reply {
  T value;
  int status = 0;  // 0: as declared
  std::vector<std::pair<std::string, std::string>> headers = {};
};

// An error a client may get, as documented. A code alone has the status of the code, or of the kind of that name, or
// 422.
struct Failure {
  Failure(const char* error_code);
  Failure(ErrorKind error_kind, std::string error_code) : kind(error_kind), code(std::move(error_code)) {}

  // Its problem has the members of this described struct, too (with_members() in problem.hpp).
  template <class T>
  Failure with() && {
    return members = &json::type_of<T>, std::move(*this);
  }

  ErrorKind kind;
  std::string code;
  json::TypeRef members = nullptr;
};

struct Endpoint {
  Endpoint();
  Endpoint(const Endpoint&);
  Endpoint(Endpoint&&) noexcept;
  Endpoint& operator=(const Endpoint&);
  Endpoint& operator=(Endpoint&&) noexcept;
  ~Endpoint();

  Method method = Method::get;
  std::string path;  // below the base path, unless `at_root`
  bool at_root = false;
  std::string summary;
  std::string description;
  std::string tag;
  std::optional<auth::Access> access;
  json::TypeRef path_type = nullptr;
  json::TypeRef query_type = nullptr;
  json::TypeRef body_type = nullptr;
  std::vector<std::string> upload_types;  // of a body that the handler reads itself
  std::size_t max_body_bytes = 0;         // above http.max_body_bytes; 0: that
  json::TypeRef answer_type = nullptr;
  std::string media_type = "application/json";  // of the answer
  int success_status = 204;
  KeyUse idempotency_key = KeyUse::none;
  std::vector<Failure> failures;
  std::string cache_control = "no-store";
  ContentCache* cache = nullptr;
  const auth::Permission* past_cache = nullptr;  // who has it is not answered from the cache
  const Languages* languages = nullptr;          // that the answer is made in
  bool from_memory = false;                      // never blocks: answered on the I/O thread
  bool is_operational = false;                   // neither limited nor authenticated
  std::optional<Priority> priority;  // unless said: operations for what is operational, catalog for everything else
  LimitClass limit_class = LimitClass::standard;
  Lane lane = Lane::standard;
  bool is_documented = true;
  bool takes_any_query = false;
  std::vector<std::string> parameter_names;  // of the path

  std::function<Result<Response>(const Endpoint&, const Exchange&)> answer;
};

namespace detail {

Endpoint declare(Method method, std::string path);
// Throws std::logic_error for a declaration that contradicts itself.
void check_declaration(const Endpoint& endpoint);

Response empty_answer(const Endpoint& endpoint);
Response json_answer(const Endpoint& endpoint);
Response to_response(const Endpoint& endpoint, ContentPtr content);
inline Response to_response(const Endpoint&, Response response) {
  return response;
}

template <class T>
Response to_response(const Endpoint& endpoint, const T& value) {
  Response response = json_answer(endpoint);
  json::write(response.body, value);
  return response;
}

template <class T>
Response to_response(const Endpoint& endpoint, const Reply<T>& reply) {
  Response response = to_response(endpoint, reply.value);
  if (reply.status != 0) response.status = reply.status;
  for (const auto& [name, value] : reply.headers) response.set(name, value);
  return response;
}

template <class Answer, class Returned>
constexpr bool is_answer = std::is_same_v<Returned, Answer> || std::is_same_v<Returned, Reply<Answer>> ||
                           std::is_same_v<Returned, ContentPtr> || std::is_same_v<Returned, Response> ||
                           (std::is_void_v<Returned> && std::is_same_v<Answer, Nothing>);

template <class Answer, class Returned>
Result<Response> respond(const Endpoint& endpoint, Result<Returned> result) {
  static_assert(is_answer<Answer, Returned>, "the handler returns what the endpoint declares");
  if (!result) return std::move(result).error();
  if constexpr (std::is_void_v<Returned>) {
    return empty_answer(endpoint);
  } else {
    return to_response(endpoint, *std::move(result));
  }
}

}  // namespace detail

template <class Path, class Query, class Body, class Answer>
template <class Returned>
Result<Response> Call<Path, Query, Body, Answer>::respond(Result<Returned> result) const {
  return detail::respond<Answer>(endpoint, std::move(result));
}

template <class Path = Nothing, class Query = Nothing, class Body = Nothing, class Answer = Nothing>
class EndpointBuilder {
 public:
  explicit EndpointBuilder(Endpoint endpoint) : endpoint_(std::move(endpoint)) {}

  EndpointBuilder&& summary(std::string text) && { return endpoint_.summary = std::move(text), std::move(*this); }
  EndpointBuilder&& description(std::string text) && {
    return endpoint_.description = std::move(text), std::move(*this);
  }
  EndpointBuilder&& tag(std::string name) && { return endpoint_.tag = std::move(name), std::move(*this); }
  EndpointBuilder&& access(auth::Access who) && { return endpoint_.access = std::move(who), std::move(*this); }
  // Not below /api/v1.
  EndpointBuilder&& at_root() && { return endpoint_.at_root = true, std::move(*this); }
  // The codes of this endpoint's own errors; those of the pipeline (unauthenticated, rate_limited, …) are added to the
  // document by themselves.
  EndpointBuilder&& fails(std::initializer_list<Failure> failures) && {
    return endpoint_.failures.assign(failures), std::move(*this);
  }
  // Answers 200 from the cache by request target; a miss runs the handler and stores its answer's bytes. Of several who
  // miss the same, one runs it. For public answers that depend on nothing but the target (and the language). When the
  // handler is `unavailable` and an older answer is there, that is given, marked X-Kontor-Stale: true. Browsers may
  // keep them, but ask every time whether they changed.
  EndpointBuilder&& cached(ContentCache& cache) && {
    endpoint_.cache = &cache;
    return std::move(*this).cache_control("public, no-cache");
  }
  // Callers with this permission are always answered by the handler, and nobody keeps what it says to them.
  EndpointBuilder&& not_cached_for(const auth::Permission& permission) && {
    return endpoint_.past_cache = &permission, std::move(*this);
  }
  // The answer depends on Accept-Language, through `languages.choose` alone.
  EndpointBuilder&& in_languages(const Languages& languages) && {
    return endpoint_.languages = &languages, std::move(*this);
  }
  EndpointBuilder&& cache_control(std::string value) && {
    return endpoint_.cache_control = std::move(value), std::move(*this);
  }
  // The handler never blocks, so it runs on the I/O thread.
  EndpointBuilder&& from_memory() && { return endpoint_.from_memory = true, std::move(*this); }
  // Probes, metrics, pages of the server itself: never limited, no credentials looked at.
  EndpointBuilder&& operational() && { return endpoint_.is_operational = true, std::move(*this); }
  // A POST that takes effect once per Idempotency-Key, which a client may send, or has to.
  EndpointBuilder&& idempotent(KeyUse use = KeyUse::optional) && {
    return endpoint_.idempotency_key = use, std::move(*this);
  }
  // What goes first, and is refused last, when there is too much to do.
  EndpointBuilder&& priority(Priority which) && { return endpoint_.priority = which, std::move(*this); }
  // For a handler that computes for tens of milliseconds: Lane::heavy has threads of its own, which yield to all
  // others.
  EndpointBuilder&& lane(Lane which) && { return endpoint_.lane = which, std::move(*this); }
  // Which limit per client counts its requests, other than the standard one.
  EndpointBuilder&& limit_class(LimitClass which) && { return endpoint_.limit_class = which, std::move(*this); }
  // The body is of one of these media types and the handler's own to read, up to so many bytes if that is more than
  // http.max_body_bytes. Only who may call the endpoint may send as much.
  EndpointBuilder&& uploads(std::vector<std::string> media_types, std::size_t max_bytes) && {
    endpoint_.upload_types = std::move(media_types);
    return endpoint_.max_body_bytes = max_bytes, std::move(*this);
  }
  // Not in the OpenAPI document.
  EndpointBuilder&& undocumented() && { return endpoint_.is_documented = false, std::move(*this); }
  EndpointBuilder&& takes_any_query() && { return endpoint_.takes_any_query = true, std::move(*this); }
  // The media type of an answer that is not JSON.
  EndpointBuilder&& produces(std::string media_type) && {
    endpoint_.success_status = 200;
    return endpoint_.media_type = std::move(media_type), std::move(*this);
  }

  // 202 instead of 204: what was asked for is on its way.
  EndpointBuilder&& accepted() && { return endpoint_.success_status = 202, std::move(*this); }
  // The handler answers with accept_websocket().
  EndpointBuilder&& upgrades() && { return endpoint_.success_status = 101, std::move(*this); }

  template <class T>
  EndpointBuilder<T, Query, Body, Answer> path() && {
    endpoint_.path_type = &json::type_of<T>;
    return EndpointBuilder<T, Query, Body, Answer>(std::move(endpoint_));
  }
  template <class T>
  EndpointBuilder<Path, T, Body, Answer> query() && {
    endpoint_.query_type = &json::type_of<T>;
    return EndpointBuilder<Path, T, Body, Answer>(std::move(endpoint_));
  }
  template <class T>
  EndpointBuilder<Path, Query, T, Answer> body() && {
    endpoint_.body_type = &json::type_of<T>;
    return EndpointBuilder<Path, Query, T, Answer>(std::move(endpoint_));
  }
  template <class T>
  EndpointBuilder<Path, Query, Body, T> answers(int status = 200) && {
    endpoint_.answer_type = &json::type_of<T>;
    endpoint_.success_status = status;
    return EndpointBuilder<Path, Query, Body, T>(std::move(endpoint_));
  }

  template <class Handler>
  Endpoint handle(Handler handler) && {
    detail::check_declaration(endpoint_);
    endpoint_.answer = [handler = std::move(handler)](const Endpoint& endpoint,
                                                      const Exchange& exchange) -> Result<Response> {
      Inputs inputs(endpoint, exchange);
      const Call<Path, Query, Body, Answer> call{inputs.path<Path>(),     inputs.query<Query>(),   inputs.body<Body>(),
                                                 exchange.caller,         exchange.deadline,       exchange.request,
                                                 exchange.request_id,     exchange.client_address, endpoint,
                                                 inputs.idempotency_key()};
      if (auto sound = inputs.verdict(); !sound) return std::move(sound).error();
      return call.respond(handler(call));
    };
    return std::move(endpoint_);
  }

 private:
  Endpoint endpoint_;
};

inline EndpointBuilder<> get(std::string path) {
  return EndpointBuilder<>(detail::declare(Method::get, std::move(path)));
}
inline EndpointBuilder<> post(std::string path) {
  return EndpointBuilder<>(detail::declare(Method::post, std::move(path)));
}
inline EndpointBuilder<> put(std::string path) {
  return EndpointBuilder<>(detail::declare(Method::put, std::move(path)));
}
inline EndpointBuilder<> patch(std::string path) {
  return EndpointBuilder<>(detail::declare(Method::patch, std::move(path)));
}
inline EndpointBuilder<> del(std::string path) {
  return EndpointBuilder<>(detail::declare(Method::del, std::move(path)));
}

}  // namespace kontor::http
