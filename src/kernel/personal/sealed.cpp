#include "kernel/personal/sealed.hpp"

#include "kernel/core/text.hpp"

namespace kontor::personal {

std::optional<Sealed> Sealed::parse(std::string_view text) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos) return std::nullopt;
  const auto key_id = Uuid::parse(text.substr(0, dot));
  auto ciphertext = text::decode_base64url(text.substr(dot + 1));
  if (!key_id || !ciphertext) return std::nullopt;
  return Sealed{*key_id, *std::move(ciphertext)};
}

std::string Sealed::str() const {
  return key_id.str() + '.' + text::base64url(ciphertext);
}

}  // namespace kontor::personal
