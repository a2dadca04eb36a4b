#include "kernel/telemetry/masking.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace kontor::telemetry {

namespace {

constexpr std::string_view kMask = "***";

struct Word {
  std::string_view text;
  Sensitivity meaning;
  bool alone = false;  // means it only as the whole name: product_name is nobody's
};

constexpr auto kWords = std::to_array<Word>({
    {"password", Sensitivity::secret},
    {"passwd", Sensitivity::secret},
    {"passphrase", Sensitivity::secret},
    {"pwd", Sensitivity::secret},
    {"secret", Sensitivity::secret},
    {"token", Sensitivity::secret},
    {"ticket", Sensitivity::secret},
    {"authorization", Sensitivity::secret},
    {"credential", Sensitivity::secret},
    {"credentials", Sensitivity::secret},
    {"cookie", Sensitivity::secret},
    {"jwt", Sensitivity::secret},
    {"otp", Sensitivity::secret},
    {"api_key", Sensitivity::secret},
    {"apikey", Sensitivity::secret},
    {"private_key", Sensitivity::secret},
    {"signing_key", Sensitivity::secret},
    {"encryption_key", Sensitivity::secret},
    {"idempotency_key", Sensitivity::secret},
    {"card_number", Sensitivity::secret},
    {"cvc", Sensitivity::secret},
    {"cvv", Sensitivity::secret},
    {"iban", Sensitivity::secret},
    {"email", Sensitivity::email},
    {"phone", Sensitivity::phone},
    {"mobile", Sensitivity::phone},
    {"name", Sensitivity::personal, true},
    {"first_name", Sensitivity::personal},
    {"last_name", Sensitivity::personal},
    {"full_name", Sensitivity::personal},
    {"given_name", Sensitivity::personal},
    {"family_name", Sensitivity::personal},
    {"customer_name", Sensitivity::personal},
    {"display_name", Sensitivity::personal},
    {"user_name", Sensitivity::personal},
    {"username", Sensitivity::personal},
    {"recipient", Sensitivity::personal},
    {"line1", Sensitivity::personal},
    {"line2", Sensitivity::personal},
    {"street", Sensitivity::personal},
    {"postal_code", Sensitivity::personal},
    {"birthday", Sensitivity::personal},
    {"address", Sensitivity::address},
    {"ip", Sensitivity::address},
    {"url", Sensitivity::location},
    {"uri", Sensitivity::location},
    {"dsn", Sensitivity::location},
    {"target", Sensitivity::location},
    {"query", Sensitivity::location},
    {"referer", Sensitivity::location},
    {"location", Sensitivity::location},
});

constexpr char normal(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
  return c == '-' || c == '.' || c == ' ' ? '_' : c;
}

// One bit per first letter that some word begins with, so that most parts cost one test.
constexpr std::uint32_t kFirstLetters = [] {
  std::uint32_t letters = 0;
  for (const Word& word : kWords) letters |= 1u << (word.text[0] - 'a');
  return letters;
}();

bool starts_with_word(std::string_view part, std::string_view word) {
  if (part.size() < word.size() || (part.size() > word.size() && normal(part[word.size()]) != '_')) return false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (normal(part[i]) != word[i]) return false;
  }
  return true;
}

// A secret outweighs whatever else the name says.
Sensitivity stronger(Sensitivity a, Sensitivity b) {
  if (a == Sensitivity::open || b == Sensitivity::secret) return b;
  return a;
}

Sensitivity sensitivity_at(std::string_view name, std::size_t begin) {
  const std::string_view part = name.substr(begin);
  const char first = part.empty() ? '_' : normal(part[0]);
  if (first < 'a' || first > 'z' || (kFirstLetters >> (first - 'a') & 1u) == 0) return Sensitivity::open;
  for (const Word& word : kWords) {
    if (word.text[0] != first || !starts_with_word(part, word.text)) continue;
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

Sensitivity sensitivity(std::string_view name) {
  Sensitivity found = sensitivity_at(name, 0);
  for (std::size_t i = 0; i + 1 < name.size(); ++i) {
    if (normal(name[i]) == '_') found = stronger(found, sensitivity_at(name, i + 1));
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
