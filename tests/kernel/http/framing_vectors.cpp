#include "kernel/http/framing_vectors.hpp"

namespace kontor::http {

namespace {

using namespace std::string_literals;

std::string get_with(const std::string& fields) {
  return "GET / HTTP/1.1\r\nHost: shop\r\n" + fields + "\r\n";
}

std::string post_with(const std::string& fields, const std::string& body = "") {
  return "POST / HTTP/1.1\r\nHost: shop\r\n" + fields + "\r\n" + body;
}

std::string target(const std::string& text, const std::string& method = "GET") {
  return method + " " + text + " HTTP/1.1\r\nHost: shop\r\n\r\n";
}

std::string host(const std::string& value) {
  return "GET / HTTP/1.1\r\nHost: " + value + "\r\n\r\n";
}

std::string version(const std::string& text) {
  return "GET / " + text + "\r\nHost: shop\r\n\r\n";
}

std::string chunked(const std::string& body) {
  return post_with("Transfer-Encoding: chunked\r\n", body);
}

std::vector<RefusedRequest> refused_transfer_encodings() {
  return {
      {"an unknown transfer coding", post_with("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), 400},
      {"gzip before chunked", post_with("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 400},
      {"chunked before identity", post_with("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"), 400},
      {"chunked twice in one field", post_with("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n"), 400},
      {"chunked in two fields", post_with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
       400},
      {"identity", post_with("Transfer-Encoding: identity\r\n"), 400},
      {"an empty transfer encoding", post_with("Transfer-Encoding:\r\n"), 400},
      {"quoted chunked", post_with("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n"), 400},
      {"chunked in capitals", post_with("Transfer-Encoding: CHUNKED\r\n", "0\r\n\r\n"), 400},
      {"chunked with a parameter", post_with("Transfer-Encoding: chunked;q=1\r\n", "0\r\n\r\n"), 400},
      {"chunked with a vertical tab before it", post_with("Transfer-Encoding: \vchunked\r\n", "0\r\n\r\n"), 400},
      {"chunked with HTTP/1.0",
       "POST / HTTP/1.0\r\nHost: shop\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
      {"chunked with a length after it", post_with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"),
       400},
      {"chunked with a length before it", post_with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
       400},
      {"a blank before the colon", post_with("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"), 400},
      {"a tab before the colon", post_with("Transfer-Encoding\t: chunked\r\n", "0\r\n\r\n"), 400},
  };
}

std::vector<RefusedRequest> refused_lengths() {
  return {
      {"two equal lengths", post_with("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"), 400},
      {"two different lengths", post_with("Content-Length: 5\r\nContent-Length: 6\r\n", "hello"), 400},
      {"a list of lengths", post_with("Content-Length: 5, 5\r\n", "hello"), 400},
      {"a positive sign", post_with("Content-Length: +5\r\n", "hello"), 400},
      {"a negative length", post_with("Content-Length: -5\r\n", "hello"), 400},
      {"a hexadecimal length", post_with("Content-Length: 0x5\r\n", "hello"), 400},
      {"a length with a blank inside", post_with("Content-Length: 1 5\r\n", "hello"), 400},
      {"a length with a fraction", post_with("Content-Length: 5.0\r\n", "hello"), 400},
      {"an empty length", post_with("Content-Length:\r\n"), 400},
      {"a length in words", post_with("Content-Length: five\r\n", "hello"), 400},
      {"a length beyond 64 bits", post_with("Content-Length: 18446744073709551621\r\n", "hello"), 400},
      {"a length of thirty digits", post_with("Content-Length: 100000000000000000000000000000\r\n", "hello"), 400},
  };
}

std::vector<RefusedRequest> refused_hosts() {
  return {
      {"no Host", "GET / HTTP/1.1\r\n\r\n", 400},
      {"two equal Hosts", get_with("Host: shop\r\n"), 400},
      {"two different Hosts", get_with("Host: evil\r\n"), 400},
      {"two Authorizations", get_with("Authorization: Bearer a\r\nauthorization: Bearer a\r\n"), 400},
      {"an empty Host", host(""), 400},
      {"a Host with a path", host("shop/admin"), 400},
      {"a Host with a user", host("user@shop"), 400},
      {"a Host with a blank", host("shop evil"), 400},
      {"two Hosts in one field", host("shop,evil"), 400},
      {"a Host with a bad port", host("shop:http"), 400},
      {"a Host with a port too large", host("shop:65536"), 400},
      {"a Host with an open bracket", host("[::1"), 400},
      {"a Host beyond ASCII", host("sh\xc3\xb6p"), 400},
      {"an absolute target for another host", "GET http://evil/ HTTP/1.1\r\nHost: shop\r\n\r\n", 400},
  };
}

std::vector<RefusedRequest> refused_lines() {
  return {
      {"a folded field", get_with("X-One: a\r\n b\r\n"), 400},
      {"a field folded with a tab", get_with("X-One: a\r\n\tb\r\n"), 400},
      {"a blank before the first field", "GET / HTTP/1.1\r\n Host: shop\r\n\r\n", 400},
      {"a bare LF after the request line", "GET / HTTP/1.1\nHost: shop\r\n\r\n", 400},
      {"a bare LF after a field", get_with("X-One: a\n"), 400},
      {"bare LFs only", "GET / HTTP/1.1\nHost: shop\n\n", 400},
      {"a head that ends with LF LF", "GET / HTTP/1.1\r\nHost: shop\r\n\n", 400},
      {"a bare CR in a value", get_with("X-One: a\rb\r\n"), 400},
      {"a bare CR at the end of a value", get_with("X-One: a\r\r\n"), 400},
      {"a NUL in a value", get_with("X-One: a\0b\r\n"s), 400},
      {"a NUL in a name", get_with("X-O\0ne: a\r\n"s), 400},
      {"a control byte in a value", get_with("X-One: a\x01\r\n"), 400},
      {"a DEL in a value", get_with("X-One: a\x7f\r\n"), 400},
      {"a field without a name", get_with(": a\r\n"), 400},
      {"a field without a colon", get_with("X-One\r\n"), 400},
      {"a name with a blank", get_with("X One: a\r\n"), 400},
      {"a name with brackets", get_with("X(One): a\r\n"), 400},
      {"a name beyond ASCII", get_with("X-\xc3\x96ne: a\r\n"), 400},
      {"a Connection that is no list of tokens", get_with("Connection: close;now\r\n"), 400},
      {"an unknown expectation", get_with("Expect: 200-ok\r\n"), 417},
  };
}

std::vector<RefusedRequest> refused_request_lines() {
  return {
      {"HTTP/2.0", version("HTTP/2.0"), 400},
      {"HTTP/1.2", version("HTTP/1.2"), 400},
      {"HTTP/0.9 with a version", version("HTTP/0.9"), 400},
      {"HTTP/0.9 without a version", "GET /\r\n", 400},
      {"the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
      {"a version in small letters", version("http/1.1"), 400},
      {"a version of two digits", version("HTTP/1.10"), 400},
      {"a version of one part", version("HTTP/1"), 400},
      {"a blank after the version", version("HTTP/1.1 "), 400},
      {"two blanks before the target", "GET  / HTTP/1.1\r\nHost: shop\r\n\r\n", 400},
      {"two blanks before the version", "GET /  HTTP/1.1\r\nHost: shop\r\n\r\n", 400},
      {"a tab between method and target", "GET\t/ HTTP/1.1\r\nHost: shop\r\n\r\n", 400},
      {"a blank before the method", " GET / HTTP/1.1\r\nHost: shop\r\n\r\n", 400},
      {"a method with brackets", "G[E]T / HTTP/1.1\r\nHost: shop\r\n\r\n", 400},
      {"a method beyond ASCII", "G\xc3\x8bT / HTTP/1.1\r\nHost: shop\r\n\r\n", 400},
      {"CONNECT", "CONNECT shop:443 HTTP/1.1\r\nHost: shop\r\n\r\n", 501},
      {"two empty lines first", "\r\n\r\nGET / HTTP/1.1\r\nHost: shop\r\n\r\n", 400},
      {"a TLS handshake", "\x16\x03\x01\x02\x01\xfc\x03\x03\n\r\n", 400},
  };
}

std::vector<RefusedRequest> refused_targets() {
  return {
      {"a target without a slash", target("index.html"), 400},
      {"a target in authority form", target("shop:443"), 400},
      {"an asterisk for GET", target("*"), 400},
      {"a fragment", target("/a#b"), 400},
      {"a blank in the target", target("/a b"), 400},
      {"a target beyond ASCII", target("/sch\xc3\xb6n"), 400},
      {"a NUL in the target", target("/a\0b"s), 400},
      {"a control byte in the target",
       target("/a\x01"
              "b"),
       400},
      {"an angle bracket in the target", target("/<script>"), 400},
      {"an incomplete percent encoding", target("/a%2"), 400},
      {"a wrong percent encoding", target("/a%zz"), 400},
      {"an absolute target of another scheme", target("ftp://shop/"), 400},
      {"an absolute target with a user", target("http://me@shop/"), 400},
      {"an absolute target without a host", target("http:///"), 400},
  };
}

std::vector<RefusedRequest> refused_sizes() {
  std::string many;
  for (int i = 0; i < 100; ++i) many += "X-" + std::to_string(i) + ": a\r\n";
  return {
      {"a request line too long", target("/" + std::string(9000, 'a')), 414},
      {"a request line too long that never ends", "GET /" + std::string(20000, 'a'), 414},
      {"too many fields", get_with(many), 431},
      {"one field too large", get_with("X-One: " + std::string(17000, 'a') + "\r\n"), 431},
      {"one field too large that never ends", "GET / HTTP/1.1\r\nX-One: " + std::string(20000, 'a'), 431},
      {"all fields together too large",
       get_with("X-One: " + std::string(9000, 'a') + "\r\nX-Two: " + std::string(9000, 'a') + "\r\n"), 431},
  };
}

}  // namespace

std::vector<RefusedRequest> refused_heads() {
  std::vector<RefusedRequest> all;
  for (const auto& some : {refused_transfer_encodings(), refused_lengths(), refused_hosts(), refused_lines(),
                           refused_request_lines(), refused_targets(), refused_sizes()}) {
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

std::vector<RefusedRequest> refused_bodies() {
  return {
      {"an empty chunk size", chunked("\r\nhello\r\n0\r\n\r\n"), 400},
      {"a chunk size that is no hex", chunked("5x\r\nhello\r\n0\r\n\r\n"), 400},
      {"a chunk size with a prefix", chunked("0x5\r\nhello\r\n0\r\n\r\n"), 400},
      {"a chunk size with a sign", chunked("+5\r\nhello\r\n0\r\n\r\n"), 400},
      {"a negative chunk size", chunked("-5\r\nhello\r\n0\r\n\r\n"), 400},
      {"a chunk size after a blank", chunked(" 5\r\nhello\r\n0\r\n\r\n"), 400},
      {"a chunk size before a blank", chunked("5 \r\nhello\r\n0\r\n\r\n"), 400},
      {"a chunk size beyond 64 bits", chunked("10000000000000005\r\nhello\r\n0\r\n\r\n"), 400},
      {"a chunk size of too many zeros", chunked("0000000000000005\r\nhello\r\n0\r\n\r\n"), 400},
      {"a chunk larger than the limit", chunked("100001\r\n"), 413},
      {"a chunk size that ends with LF", chunked("5\nhello\r\n0\r\n\r\n"), 400},
      {"a chunk size that ends with CR", chunked("5\rhello\r\n0\r\n\r\n"), 400},
      {"a chunk that ends with LF", chunked("5\r\nhello\n0\r\n\r\n"), 400},
      {"a chunk longer than its size", chunked("5\r\nhello!\r\n0\r\n\r\n"), 400},
      {"a chunk shorter than its size", chunked("6\r\nhello\r\n0\r\n\r\n"), 400},
      {"a NUL in a chunk extension", chunked("5;a=\0\r\nhello\r\n0\r\n\r\n"s), 400},
      {"a LF in a chunk extension", chunked("5;a\n\r\nhello\r\n0\r\n\r\n"), 400},
      {"a chunk extension too long", chunked("5;" + std::string(2000, 'a') + "\r\nhello\r\n0\r\n\r\n"), 431},
      {"a last chunk that ends with LF", chunked("0\n\n"), 400},
      {"a trailer without a colon", chunked("0\r\nX-One\r\n\r\n"), 400},
      {"a trailer with a blank name", chunked("0\r\nX One: a\r\n\r\n"), 400},
      {"a trailer with a NUL", chunked("0\r\nX-One: \0\r\n\r\n"s), 400},
      {"a length in a trailer", chunked("0\r\nContent-Length: 5\r\n\r\n"), 400},
      {"a transfer encoding in a trailer", chunked("0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400},
      {"a Host in a trailer", chunked("0\r\nhost: evil\r\n\r\n"), 400},
      {"credentials in a trailer", chunked("0\r\nAuthorization: Bearer a\r\n\r\n"), 400},
      {"trailers too large", chunked("0\r\nX-One: " + std::string(2000, 'a') + "\r\n\r\n"), 431},
  };
}

std::vector<AcceptedRequest> accepted_requests() {
  return {
      {"the smallest request", get_with(""), true},
      {"an empty line first", "\r\n" + get_with(""), true},
      {"HTTP/1.1 that closes", get_with("Connection: close\r\n"), false},
      {"close in a list", get_with("Connection: x-one , Close\r\n"), false},
      {"HTTP/1.0 without a Host", "GET / HTTP/1.0\r\n\r\n", false},
      {"HTTP/1.0 that stays", "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", true},
      {"a Host with a port", host("shop:8080"), true},
      {"an IPv4 Host", host("127.0.0.1:8080"), true},
      {"an IPv6 Host", host("[::1]:8080"), true},
      {"an absolute target", "GET http://shop/a?b HTTP/1.1\r\nHost: SHOP\r\n\r\n", true},
      {"an absolute target without a path", "GET https://shop?b HTTP/1.1\r\nHost: shop\r\n\r\n", true},
      {"an asterisk for OPTIONS", target("*", "OPTIONS"), true},
      {"a method of its own", target("/", "M-SEARCH"), true},
      {"a value beyond ASCII", get_with("X-One: sch\xc3\xb6n\r\n"), true},
      {"an empty value", get_with("X-One:\r\n"), true},
      {"a value between tabs", get_with("X-One:\t a \t\r\n"), true},
      {"a hundred fields",
       [] {
         std::string fields;
         for (int i = 0; i < 99; ++i) fields += "X-One: a\r\n";
         return get_with(fields);
       }(),
       true},
      {"a body of known length", post_with("Content-Length: 5\r\n", "hello"), true},
      {"an empty body", post_with("Content-Length: 0\r\n"), true},
      {"a chunked body", chunked("5\r\nhello\r\n0\r\n\r\n"), true},
      {"a chunked body in pieces", chunked("2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"), true},
      {"an empty chunked body", chunked("0\r\n\r\n"), true},
      {"a chunk extension", chunked("5;name=\"value\"\r\nhello\r\n0\r\n\r\n"), true},
      {"a trailer", chunked("5\r\nhello\r\n0\r\nX-Checksum: 17\r\n\r\n"), true},
  };
}

}  // namespace kontor::http
