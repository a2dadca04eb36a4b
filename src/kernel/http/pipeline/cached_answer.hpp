#pragma once

#include "kernel/core/result.hpp"
#include "kernel/http/server.hpp"

// Answers that an endpoint keeps for all who ask, by the target and, where it is made in several, by the language; past
// the cache goes who may write what it shows.
namespace kontor::http {

bool is_cached(const Exchange& exchange);
bool passes_cache(const Exchange& exchange);

// Null: there is none, or none that is fresh. For I/O threads.
ContentPtr cached_content(const Exchange& exchange);
// What the endpoint answers, made once for all who ask at this moment; what is no longer fresh, marked as such, where
// nothing can be made. Blocks.
Result<Response> answer_for_all(Exchange& exchange);

// Says in which language the answer is, where the endpoint has several.
void say_language(Exchange& exchange);

}  // namespace kontor::http
