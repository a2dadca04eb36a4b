#include "kernel/http/edge/tls.hpp"

#include <boost/asio/ssl/context.hpp>

#include "kernel/core/format.hpp"

namespace kontor::http {

namespace {

namespace ssl = boost::asio::ssl;

constexpr unsigned char kAlpnHttp11[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* chosen_length, const unsigned char* offered,
                    unsigned int offered_length, void*) {
  unsigned char* out = nullptr;
  const int found =
      SSL_select_next_proto(&out, chosen_length, kAlpnHttp11, sizeof kAlpnHttp11, offered, offered_length);
  if (found != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
  *chosen = out;
  return SSL_TLSEXT_ERR_OK;
}

Error unusable(std::string_view key, const std::string& file, const boost::system::error_code& error) {
  return {ErrorKind::invalid, "bad_tls_file",
          format("Cannot use {} \"{}\": {}. It must be a readable PEM file.", key, file, error.message())};
}

}  // namespace

Result<std::shared_ptr<ssl::context>> make_tls_context(const std::string& certificate_file,
                                                       const std::string& key_file) {
  if (certificate_file.empty() || key_file.empty()) {
    return Error{ErrorKind::invalid, "bad_tls_file", "http.tls_certificate and http.tls_key must be set together."};
  }
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  boost::system::error_code error;
  // The key first: a certificate that does not fit drops it quietly, so that the check below can say so.
  context->use_private_key_file(key_file, ssl::context::pem, error);
  if (error) return unusable("http.tls_key", key_file, error);
  context->use_certificate_chain_file(certificate_file, error);
  if (error) return unusable("http.tls_certificate", certificate_file, error);
  SSL_CTX* native = context->native_handle();
  if (SSL_CTX_check_private_key(native) != 1) {
    return Error{ErrorKind::invalid, "bad_tls_file",
                 format("The http.tls_key \"{}\" does not belong to the http.tls_certificate.", key_file)};
  }
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);
  return context;
}

}  // namespace kontor::http
