#include "kernel/telemetry/masking.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace kontor::telemetry {

namespace {

constexpr std::string_view kMask = "***";
constexpr std::size_t kMaxNameBytes = 64;  // nobody names a field like that: better its value is not written

struct Word {
  std::string_view text;
  Sensitivity meaning;
  bool alone = false;  // means it only as the whole name: product_name is nobody's
};

// Sorted, so that the words of a first letter stand together.
constexpr auto kWords = std::to_array<Word>({
    {"address", Sensitivity::address},
    {"api_key", Sensitivity::secret},
    {"apikey", Sensitivity::secret},
    {"authorization", Sensitivity::secret},
    {"birthday", Sensitivity::personal},
    {"card_number", Sensitivity::secret},
    {"cookie", Sensitivity::secret},
    {"credential", Sensitivity::secret},
    {"credentials", Sensitivity::secret},
    {"customer_name", Sensitivity::personal},
    {"cvc", Sensitivity::secret},
    {"cvv", Sensitivity::secret},
    {"display_name", Sensitivity::personal},
    {"dsn", Sensitivity::location},
    {"email", Sensitivity::email},
    {"encryption_key", Sensitivity::secret},
    {"family_name", Sensitivity::personal},
    {"first_name", Sensitivity::personal},
    {"full_name", Sensitivity::personal},
    {"given_name", Sensitivity::personal},
    {"iban", Sensitivity::secret},
    {"idempotency_key", Sensitivity::secret},
    {"ip", Sensitivity::address},
    {"jwt", Sensitivity::secret},
    {"last_name", Sensitivity::personal},
    {"line1", Sensitivity::personal},
    {"line2", Sensitivity::personal},
    {"location", Sensitivity::location},
    {"mobile", Sensitivity::phone},
    {"name", Sensitivity::personal, true},
    {"otp", Sensitivity::secret},
    {"passphrase", Sensitivity::secret},
    {"passwd", Sensitivity::secret},
    {"password", Sensitivity::secret},
    {"phone", Sensitivity::phone},
    {"postal_code", Sensitivity::personal},
    {"private_key", Sensitivity::secret},
    {"pwd", Sensitivity::secret},
    {"query", Sensitivity::location},
    {"recipient", Sensitivity::personal},
    {"referer", Sensitivity::location},
    {"secret", Sensitivity::secret},
    {"signing_key", Sensitivity::secret},
    {"street", Sensitivity::personal},
    {"target", Sensitivity::location},
    {"ticket", Sensitivity::secret},
    {"token", Sensitivity::secret},
    {"uri", Sensitivity::location},
    {"url", Sensitivity::location},
    {"user_name", Sensitivity::personal},
    {"username", Sensitivity::personal},
});

// Lower case, and one separator.
constexpr std::array<char, 256> kNormal = [] {
  std::array<char, 256> normal{};
  for (std::size_t c = 0; c < normal.size(); ++c) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool separator = c == '-' || c == '.' || c == ' ';
    normal[c] = static_cast<char>(upper ? c - 'A' + 'a' : separator ? '_' : c);
  }
  return normal;
}();

// Where the words of each first letter begin in kWords; one entry more, so that the next one is their end.
constexpr std::array<std::uint8_t, 27> kLetterBegins = [] {
  std::array<std::uint8_t, 27> begins{};
  for (const Word& word : kWords) {
    for (int letter = word.text[0] - 'a' + 1; letter < 27; ++letter) ++begins[static_cast<std::size_t>(letter)];
  }
  return begins;
}();
static_assert(std::ranges::is_sorted(kWords, {}, &Word::text));

// A secret outweighs whatever else the name says.
Sensitivity stronger(Sensitivity a, Sensitivity b) {
  return a == Sensitivity::open || b == Sensitivity::secret ? b : a;
}

// What the words that begin at `begin` say; the name is normal already.
Sensitivity sensitivity_at(std::string_view name, std::size_t begin) {
  const std::string_view part = name.substr(begin);
  if (part.empty() || part[0] < 'a' || part[0] > 'z') return Sensitivity::open;
  const auto letter = static_cast<std::size_t>(part[0] - 'a');
  for (std::size_t i = kLetterBegins[letter]; i < kLetterBegins[letter + 1]; ++i) {
    const Word& word = kWords[i];
    const bool whole =
        part.size() == word.text.size() || (part.size() > word.text.size() && part[word.text.size()] == '_');
    if (!whole || !part.starts_with(word.text)) continue;
    if (!word.alone || name.size() == word.text.size()) return word.meaning;
  }
  return Sensitivity::open;
}

std::string first_letter(std::string_view value) {
  std::size_t bytes = 1;
  while (bytes < value.size() && (static_cast<unsigned char>(value[bytes]) & 0xC0) == 0x80) ++bytes;
  return std::string(value.substr(0, bytes)).append(kMask);
}

std::string masked_email(std::string_view value) {
  const std::size_t at = value.rfind('@');
  if (at == std::string_view::npos || at == 0) return first_letter(value);
  return first_letter(value.substr(0, at)).append(value.substr(at));
}

std::string masked_phone(std::string_view value) {
  std::string digits;
  for (const char c : value) {
    if (c >= '0' && c <= '9') digits += c;
  }
  // Of a very short number two digits would be most of it.
  return std::string(kMask).append(digits.size() < 6 ? "" : digits.substr(digits.size() - 2));
}

std::string masked_address(std::string_view value) {
  const bool machine = value.find_first_not_of("0123456789abcdefABCDEF.:[]%/") == std::string_view::npos;
  if (machine && std::ranges::count(value, '.') == 3) return std::string(value.substr(0, value.rfind('.') + 1)) + '*';
  if (!machine || std::ranges::count(value, ':') < 2) return first_letter(value);
  const std::size_t second = value.find(':', value.find(':') + 1);  // the network's first 32 bits
  return std::string(value.substr(0, second + 1)) + '*';
}

// scheme://user:password@host: the password ends at the last '@' before the path, for it may hold one itself.
std::string without_user_password(std::string_view value) {
  const std::size_t scheme = value.find("://");
  if (scheme == std::string_view::npos) return std::string(value);
  const std::size_t begin = scheme + 3;
  const std::size_t at = value.substr(0, value.find_first_of("/?#", begin)).rfind('@');
  const std::size_t colon = value.find(':', begin);
  if (at == std::string_view::npos || at < begin || colon > at) return std::string(value);
  return std::string(value.substr(0, colon + 1)).append(kMask).append(value.substr(at));
}

std::size_t value_end(std::string_view text, std::size_t begin) {
  if (begin < text.size() && text[begin] == '\'') {
    std::size_t end = begin + 1;
    while (end < text.size() && text[end] != '\'') end += text[end] == '\\' ? 2 : 1;
    return std::min(end + 1, text.size());
  }
  return std::min(text.find_first_of("& \t\n;#", begin), text.size());
}

// ?name=value&… of a url and name=value … of a dsn.
std::string masked_location(std::string_view value) {
  const std::string text = without_user_password(value);
  std::string out;
  std::size_t done = 0;
  for (std::size_t equals = text.find('='); equals != std::string::npos; equals = text.find('=', done)) {
    const std::size_t before = equals == done ? std::string::npos : text.find_last_of("?& \t\n;#", equals - 1);
    const std::size_t name = std::max(done, before == std::string::npos ? 0 : before + 1);
    const std::size_t end = value_end(text, equals + 1);
    const std::string_view named = std::string_view(text).substr(equals + 1, end - equals - 1);
    out.append(text, done, equals + 1 - done);
    const Sensitivity meaning = sensitivity(std::string_view(text).substr(name, equals - name));
    out += meaning == Sensitivity::location ? std::string(named) : masked(meaning, named);
    done = end;
  }
  return out.append(text, done);
}

}  // namespace

Sensitivity sensitivity(std::string_view field_name) {
  std::array<char, kMaxNameBytes> buffer;
  if (field_name.size() > buffer.size()) return Sensitivity::secret;
  std::ranges::transform(field_name, buffer.begin(), [](char c) { return kNormal[static_cast<unsigned char>(c)]; });
  const std::string_view name(buffer.data(), field_name.size());
  Sensitivity found = sensitivity_at(name, 0);
  for (std::size_t at = name.find('_'); at != std::string_view::npos; at = name.find('_', at + 1)) {
    found = stronger(found, sensitivity_at(name, at + 1));
  }
  return found;
}

std::string masked(Sensitivity meaning, std::string_view value) {
  if (value.empty() || meaning == Sensitivity::open) return std::string(value);
  switch (meaning) {
    case Sensitivity::email:
      return masked_email(value);
    case Sensitivity::phone:
      return masked_phone(value);
    case Sensitivity::personal:
      return first_letter(value);
    case Sensitivity::address:
      return masked_address(value);
    case Sensitivity::location:
      return masked_location(value);
    default:
      return std::string(kMask);
  }
}

}  // namespace kontor::telemetry
