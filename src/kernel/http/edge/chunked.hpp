#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "kernel/http/edge/framing.hpp"

namespace kontor::http {

// Decodes one chunked body, however its bytes arrive. Strict: hex sizes only, CR LF only; extensions and trailers are
// checked, bounded and dropped, and trailers that would change framing, routing or authentication are refused.
class ChunkDecoder {
 public:
  enum class State { more, complete, refused };

  explicit ChunkDecoder(std::size_t max_body_bytes) : max_body_bytes_(max_body_bytes) {}

  // Appends what it decodes to `body`; `consumed` says how much of `bytes` was used: all of it for `more`, up to the
  // end of the body for `complete`. Not to be called again after `complete` or `refused`.
  State decode(std::string_view bytes, std::size_t& consumed, std::string& body);
  const Refusal& refusal() const { return refusal_; }

 private:
  enum class Part { size_line, data, data_end, trailer_line };

  State take_line_byte(char c);
  State end_line();
  State end_size_line();
  State end_trailer_line();
  State take_data(std::string_view bytes, std::size_t& used, std::string& body);
  State take_data_end(char c);
  State refuse(std::string_view code, std::string_view detail);
  State malformed(std::string_view detail) { return refuse("bad_request", detail); }

  std::size_t max_body_bytes_;
  Part part_ = Part::size_line;
  std::string line_;  // of the size or trailer line, without its end
  std::uint64_t chunk_left_ = 0;
  std::size_t body_bytes_ = 0;
  std::size_t overhead_bytes_ = 0;  // extensions and trailers of the whole body
  bool seen_cr_ = false;
  Refusal refusal_;
};

}  // namespace kontor::http
