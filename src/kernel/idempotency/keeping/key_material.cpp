#include "kernel/idempotency/keeping/key_material.hpp"

#include <algorithm>
#include <string>

namespace kontor::idempotency {

namespace {

// Methods and targets have no line breaks.
std::string request_text(const http::Request& request) {
  std::string text;
  text.reserve(request.method_name.size() + request.target.size() + request.body.size() + 2);
  text.append(request.method_name).append("\n").append(request.target).append("\n").append(request.body);
  return text;
}

}  // namespace

KeyMaterial key_material(const http::IdempotencyKey& key) {
  const auto derived = crypto::hkdf_sha256(key.value, key.scope, "kontor idempotency key", 3 * crypto::Key::kBytes);
  const crypto::ByteView bytes(derived);
  KeyMaterial material{{}, {}, crypto::Key::from(bytes.span().last(crypto::Key::kBytes)).value()};
  std::ranges::copy(bytes.span().first(material.hash.size()), material.hash.begin());
  material.fingerprint =
      crypto::hmac_sha256(bytes.span().subspan(material.hash.size(), crypto::Key::kBytes), request_text(key.request));
  return material;
}

}  // namespace kontor::idempotency
