#pragma once

#include <cstddef>

#include "kernel/http/pipeline/cors.hpp"
#include "kernel/http/server.hpp"

namespace kontor::http {

// The end of the pipeline, from a handler's answer to what is sent: conditional GET, compression, and the headers that
// every answer has.
class Transformation {
 public:
  enum class Where { io_thread, worker };

  Transformation(std::size_t compress_min_bytes, Cors cors);

  // False: an encoding has to be made first, which an I/O thread must not do; nothing was changed.
  bool finish(Exchange& exchange, Where where) const;

  const Cors& cors() const { return cors_; }

 private:
  bool answer_not_modified(const Exchange& exchange, Response& response) const;
  bool is_worth_compressing(const Response& response) const;
  void write_head(const Exchange& exchange, Response& response, std::string_view etag, bool varies) const;

  std::size_t compress_min_bytes_;
  Cors cors_;
};

}  // namespace kontor::http
