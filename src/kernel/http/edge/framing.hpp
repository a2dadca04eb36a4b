#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "kernel/http/request.hpp"

// The framing guard: where a request head ends and whether it means one thing only. Pure code, no I/O. What two readers
// could understand differently (RFC 9112 §11.2, request smuggling) is refused, and the connection with it, never
// repaired.
namespace kontor::http {

struct HeadLimits {
  std::size_t head_bytes;          // request line and fields, line ends included
  std::size_t request_line_bytes;  // never more than head_bytes
  std::size_t fields;
};

// Why a request is refused; the texts are constants. The status is http_status() of the code.
struct Refusal {
  std::string_view code;
  std::string_view detail;
};

// What a head says about the bytes around it.
struct Framing {
  std::size_t head_bytes = 0;  // the body begins here
  std::uint64_t content_length = 0;
  bool has_length = false;
  bool chunked = false;
  bool keep_alive = false;
  bool http_1_1 = false;
  bool expects_continue = false;
};

enum class HeadState { complete, incomplete, refused };

// Judges `bytes`, which begin with a request. The verdict is the same however the bytes arrive: a line is judged when
// it is complete, lines in their order. On `complete` the views of `request` point into `bytes`; else they mean
// nothing.
HeadState read_head(std::string_view bytes, const HeadLimits& limits, Request& request, Framing& framing,
                    Refusal& refusal);

}  // namespace kontor::http
