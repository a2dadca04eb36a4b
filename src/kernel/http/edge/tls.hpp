#pragma once

#include <memory>
#include <string>

#include "kernel/core/result.hpp"

namespace boost::asio::ssl {
class context;
}

namespace kontor::http {

// What a server needs to speak TLS 1.2 and 1.3, ALPN http/1.1. A file that cannot be used is an Error that names it.
Result<std::shared_ptr<boost::asio::ssl::context>> make_tls_context(const std::string& certificate_file,
                                                                    const std::string& key_file);

}  // namespace kontor::http
