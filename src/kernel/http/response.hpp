#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/http/content.hpp"

namespace kontor::http {

class EventStream;
class Later;
class WebSocket;

// A body that is never whole in memory: appends the next piece, and says whether another follows. Each is asked for on
// a worker when the one before has left, so no worker waits for a slow client. An Error, or an exception, cuts the
// answer off, which the client can tell from its end. Sent in chunks; to a client of HTTP/1.0 as it is.
using BodySource = std::function<Result<bool>(std::string& piece)>;

// An answer before it is framed. The server adds Content-Length, Date and Connection, and writes `head` and `headers`
// after the status line. It answers HEAD with the head of the GET answer, Content-Length included, and no body; 204 and
// 304 have neither body nor Content-Length.
struct Response {
  Response();
  Response(const Response&);
  Response(Response&&) noexcept;
  Response& operator=(const Response&);
  Response& operator=(Response&&) noexcept;
  ~Response();

  int status = 200;
  std::string head;  // whole lines, each with its CRLF: what the pipeline says on every answer, in one piece
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;                        // either this …
  ContentPtr content;                      // … or ready bytes that others may be sending too
  Encoding encoding = Encoding::identity;  // of `content`, as negotiated
  BodySource source;                       // … or pieces that are made while they are sent
  std::shared_ptr<EventStream> stream;     // … or events until it ends (sse.hpp)
  std::shared_ptr<WebSocket> websocket;    // … or, with 101, what the connection becomes (websocket.hpp)
  std::shared_ptr<Later> later;            // … or none yet (later.hpp)
  bool close = false;                      // end the connection after this answer

  void set(std::string_view name, std::string value);  // replaces; control characters become spaces
  // Appends a line to `head`. Names and values are the pipeline's own or were checked: nothing is escaped here.
  void write_line(std::string_view name, std::string_view value);
  std::string_view header(std::string_view name) const;  // in `headers`, else in `head`; empty when there is none
  std::string_view bytes() const;                        // what is sent as the body
};

// RFC 9457 application/problem+json: type, title, status, code, detail, errors[], request_id, and the error's own
// members. What may be tried again says when (Retry-After).
Response problem(const Error& error, std::string_view request_id);

}  // namespace kontor::http
