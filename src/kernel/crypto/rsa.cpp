#include "kernel/crypto/rsa.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <utility>

#include "kernel/core/check.hpp"
#include "kernel/core/text.hpp"
#include "kernel/crypto/digest.hpp"

namespace kontor::crypto {

namespace {

constexpr int kFewestBits = 2048;
constexpr int kMostBits = 4096;

template <auto kFree>
struct Free {
  template <class T>
  void operator()(T* object) const {
    kFree(object);
  }
};
using EvpKey = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;
using Pkcs8 = std::unique_ptr<PKCS8_PRIV_KEY_INFO, Free<PKCS8_PRIV_KEY_INFO_free>>;

// What a refused key or signature leaves in the thread's queue of errors would be taken for one of the next TLS call.
bool passed(bool done) {
  if (!done) ERR_clear_error();
  return done;
}

// Not RSA-PSS keys, which are another kind; and no exponent that would make signing a matter of arithmetic.
bool is_acceptable(EVP_PKEY* key) {
  if (key == nullptr || EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA) return false;
  const int bits = EVP_PKEY_get_bits(key);
  if (bits < kFewestBits || bits > kMostBits) return false;
  const KeyContext context(EVP_PKEY_CTX_new(key, nullptr));
  return context && EVP_PKEY_public_check_quick(context.get()) == 1;
}

std::string number_of(EVP_PKEY* key, const char* name) {
  BIGNUM* read = nullptr;
  KONTOR_CHECK(EVP_PKEY_get_bn_param(key, name, &read) == 1, "an RSA key has a modulus and an exponent");
  const Number number(read);
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(number.get())), '\0');
  BN_bn2bin(number.get(), reinterpret_cast<unsigned char*>(bytes.data()));
  return text::base64url(bytes);
}

// What OpenSSL wrote into memory of its own.
std::string take(unsigned char* der, int length) {
  KONTOR_CHECK(length > 0, "an RSA key can be written");
  std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(length));
  OPENSSL_clear_free(der, static_cast<std::size_t>(length));
  return bytes;
}

std::string public_der(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int length = i2d_PUBKEY(key, &der);
  return take(der, length);
}

// The whole of `der`, by one of OpenSSL's d2i functions; null for anything else.
template <auto kRead>
auto read_der(ByteView der) {
  const unsigned char* at = der.data();
  auto* read = kRead(nullptr, &at, static_cast<long>(der.size()));
  return std::pair(read, at == der.data() + der.size());
}

EvpKey read_public(ByteView der) {
  const auto [read, whole] = read_der<d2i_PUBKEY>(der);
  EvpKey key(read);
  return passed(whole && is_acceptable(key.get())) ? std::move(key) : nullptr;
}

EvpKey read_private(ByteView der) {
  const auto [read, whole] = read_der<d2i_PKCS8_PRIV_KEY_INFO>(der);
  const Pkcs8 info(read);
  EvpKey key(info && whole ? EVP_PKCS82PKEY(info.get()) : nullptr);
  return passed(is_acceptable(key.get())) ? std::move(key) : nullptr;
}

}  // namespace

class RsaPublicKey::Impl {
 public:
  explicit Impl(EvpKey key)
      : key_(std::move(key)),
        modulus_(number_of(key_.get(), OSSL_PKEY_PARAM_RSA_N)),
        exponent_(number_of(key_.get(), OSSL_PKEY_PARAM_RSA_E)),
        id_(text::base64url(
            ByteView(sha256(R"({"e":")" + exponent_ + R"(","kty":"RSA","n":")" + modulus_ + R"("})")).text())) {}

  EVP_PKEY* key() const { return key_.get(); }
  const std::string& modulus() const { return modulus_; }
  const std::string& exponent() const { return exponent_; }
  const std::string& id() const { return id_; }

 private:
  EvpKey key_;
  std::string modulus_;
  std::string exponent_;
  std::string id_;
};

std::optional<RsaPublicKey> RsaPublicKey::from_der(ByteView der) {
  auto key = read_public(der);
  if (!key) return std::nullopt;
  return RsaPublicKey(std::make_shared<const Impl>(std::move(key)));
}

std::string RsaPublicKey::der() const {
  return public_der(impl_->key());
}

const std::string& RsaPublicKey::id() const {
  return impl_->id();
}

const std::string& RsaPublicKey::modulus() const {
  return impl_->modulus();
}

const std::string& RsaPublicKey::exponent() const {
  return impl_->exponent();
}

bool RsaPublicKey::verify(ByteView text, ByteView signature) const {
  const DigestContext context(EVP_MD_CTX_new());
  KONTOR_CHECK(context && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, impl_->key()) == 1,
               "RSA with SHA-256 is available");
  return passed(EVP_DigestVerify(context.get(), signature.data(), signature.size(), text.data(), text.size()) == 1);
}

class RsaKey::Impl {
 public:
  explicit Impl(EvpKey key) : key_(std::move(key)), public_key_(*RsaPublicKey::from_der(public_der(key_.get()))) {}

  EVP_PKEY* key() const { return key_.get(); }
  const RsaPublicKey& public_key() const { return public_key_; }

 private:
  EvpKey key_;
  RsaPublicKey public_key_;
};

RsaKey RsaKey::generate() {
  EvpKey key(EVP_RSA_gen(kFewestBits));
  KONTOR_CHECK(key != nullptr, "an RSA key can be made");
  return RsaKey(std::make_shared<const Impl>(std::move(key)));
}

std::optional<RsaKey> RsaKey::from_der(ByteView der) {
  auto key = read_private(der);
  if (!key) return std::nullopt;
  return RsaKey(std::make_shared<const Impl>(std::move(key)));
}

std::string RsaKey::der() const {
  const Pkcs8 info(EVP_PKEY2PKCS8(impl_->key()));
  KONTOR_CHECK(info != nullptr, "an RSA key can be written");
  unsigned char* der = nullptr;
  const int length = i2d_PKCS8_PRIV_KEY_INFO(info.get(), &der);
  return take(der, length);
}

const RsaPublicKey& RsaKey::public_key() const {
  return impl_->public_key();
}

std::string RsaKey::sign(ByteView text) const {
  const DigestContext context(EVP_MD_CTX_new());
  KONTOR_CHECK(context && EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, impl_->key()) == 1,
               "RSA with SHA-256 is available");
  std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(impl_->key())), '\0');
  auto length = signature.size();
  KONTOR_CHECK(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &length, text.data(),
                              text.size()) == 1,
               "an RSA key signs");
  signature.resize(length);
  return signature;
}

}  // namespace kontor::crypto
