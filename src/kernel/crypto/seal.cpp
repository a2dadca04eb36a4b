#include "kernel/crypto/seal.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <memory>

#include "kernel/core/check.hpp"
#include "kernel/core/random.hpp"

namespace kontor::crypto {

namespace {

constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

void require(int done) {
  KONTOR_CHECK(done == 1, "AES-256-GCM is available");
}

// Ready for the text: key, nonce and associated bytes are in. GCM's default nonce has twelve bytes.
Context begin(const Key& key, const std::uint8_t* nonce, ByteView associated, int encrypt) {
  Context context(EVP_CIPHER_CTX_new());
  KONTOR_CHECK(context != nullptr, "OpenSSL makes a context");
  require(EVP_CipherInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.bytes().data(), nonce, encrypt));
  int length = 0;
  require(EVP_CipherUpdate(context.get(), nullptr, &length, associated.data(), static_cast<int>(associated.size())));
  return context;
}

std::uint8_t* at(std::string& bytes, std::size_t offset) {
  return reinterpret_cast<std::uint8_t*>(bytes.data() + offset);
}

}  // namespace

Key Key::random() {
  Key key;
  fill_random(key.bytes_);
  return key;
}

std::optional<Key> Key::from(ByteView bytes) {
  if (bytes.size() != kBytes) return std::nullopt;
  Key key;
  std::ranges::copy(bytes.span(), key.bytes_.begin());
  return key;
}

Key::~Key() {
  OPENSSL_cleanse(bytes_.data(), bytes_.size());
}

std::string seal(const Key& key, ByteView plain, ByteView associated) {
  std::string sealed(kNonceBytes + plain.size() + kTagBytes, '\0');
  fill_random({at(sealed, 0), kNonceBytes});
  const auto context = begin(key, at(sealed, 0), associated, 1);
  auto* text = at(sealed, kNonceBytes);
  auto* tag = text + plain.size();
  int length = 0;
  if (plain.size() > 0) {
    require(EVP_CipherUpdate(context.get(), text, &length, plain.data(), static_cast<int>(plain.size())));
  }
  require(EVP_CipherFinal_ex(context.get(), tag, &length));
  require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, kTagBytes, tag));
  return sealed;
}

std::optional<std::string> open(const Key& key, ByteView sealed, ByteView associated) {
  if (sealed.size() < kNonceBytes + kTagBytes) return std::nullopt;
  const auto context = begin(key, sealed.data(), associated, 0);
  const auto size = sealed.size() - kNonceBytes - kTagBytes;
  std::string tag(sealed.from(kNonceBytes + size).text());
  require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kTagBytes, tag.data()));
  std::string plain(size, '\0');
  int length = 0;
  if (size > 0) {
    require(
        EVP_CipherUpdate(context.get(), at(plain, 0), &length, sealed.data() + kNonceBytes, static_cast<int>(size)));
  }
  if (EVP_CipherFinal_ex(context.get(), at(tag, 0), &length) != 1) return std::nullopt;
  return plain;
}

}  // namespace kontor::crypto
