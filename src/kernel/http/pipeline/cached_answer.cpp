#include "kernel/http/pipeline/cached_answer.hpp"

#include <string>
#include <string_view>

#include "kernel/http/content_cache.hpp"
#include "kernel/http/pipeline/route.hpp"

namespace kontor::http {

namespace {

// The language that the answer is made in; nullptr where there is no choice, or it is the house's own.
const std::string* foreign_language(const Exchange& exchange) {
  const auto* languages = exchange.route->endpoint.languages;
  if (languages == nullptr) return nullptr;
  const auto accepted = exchange.request.header("Accept-Language");
  if (accepted.empty()) return nullptr;
  const auto& chosen = languages->choose(accepted);
  return &chosen == &languages->own() ? nullptr : &chosen;
}

// The target, and behind it the language where it is not the house's own. Takes memory only for that.
class CacheKey {
 public:
  explicit CacheKey(const Exchange& exchange) : target_(exchange.request.target) {
    if (const auto* language = foreign_language(exchange)) in_language_ = std::string(target_) + '\n' + *language;
  }
  std::string_view view() const { return in_language_.empty() ? target_ : std::string_view(in_language_); }

 private:
  std::string_view target_;
  std::string in_language_;
};

// Its content is kept, where it is the caller's turn: who did not wait for theirs may be behind who did.
Result<Response> made_for(ContentCache& cache, std::string_view key, bool is_first, Exchange& exchange) {
  const auto& endpoint = exchange.route->endpoint;
  const auto edition = cache.edition();
  auto made = endpoint.answer(endpoint, exchange);
  if (!made || made->status != 200) return made;
  if (!made->content) made->content = std::make_shared<Content>(std::move(made->body), endpoint.media_type);
  if (is_first) cache.store(key, made->content, edition);
  return made;
}

}  // namespace

bool passes_cache(const Exchange& exchange) {
  const auto* permission = exchange.route->endpoint.past_cache;
  return permission != nullptr && exchange.caller.may(*permission);
}

bool is_cached(const Exchange& exchange) {
  return exchange.route->endpoint.cache != nullptr && !passes_cache(exchange);
}

ContentPtr cached_content(const Exchange& exchange) {
  return exchange.route->endpoint.cache->find(CacheKey(exchange).view());
}

Result<Response> answer_for_all(Exchange& exchange) {
  auto& cache = *exchange.route->endpoint.cache;
  const CacheKey key(exchange);
  const auto turn = cache.take_turn(key.view(), exchange.deadline);
  Response ready;
  if (!turn.is_first() && (ready.content = cache.find(key.view()))) return ready;
  auto made = made_for(cache, key.view(), turn.is_first(), exchange);
  if (made || made.error().kind != ErrorKind::unavailable) return made;
  if (!(ready.content = cache.find_stale(key.view()))) return made;
  ready.set("X-Kontor-Stale", "true");
  return ready;
}

void say_language(Exchange& exchange) {
  const auto* languages = exchange.route->endpoint.languages;
  if (languages == nullptr) return;
  const auto* foreign = foreign_language(exchange);
  exchange.response.write_line("Vary", "Accept-Language");
  exchange.response.write_line("Content-Language", foreign ? *foreign : languages->own());
}

}  // namespace kontor::http
