#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace kontor::identity {

// An e-mail address that could be written to: one @, ASCII without white space, control characters or quotes (other
// domains have an ASCII form), at most 254 bytes, a domain with a dot. Whether it exists only a mail can tell.
class Email {
 public:
  static std::optional<Email> parse(std::string_view text);

  const std::string& str() const { return text_; }  // as it was given, without white space around it
  const std::string& key() const { return key_; }   // lower case: two addresses with one key are one

 private:
  Email(std::string text, std::string key) : text_(std::move(text)), key_(std::move(key)) {}
  std::string text_;
  std::string key_;
};

}  // namespace kontor::identity
