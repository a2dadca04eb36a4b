#include "kernel/personal/person.hpp"

#include <string>

#include "kernel/core/text.hpp"

namespace kontor::personal {

Person Person::user(const Uuid& id) {
  return Person(crypto::sha256("user " + id.str()));
}

Person Person::guest(std::string_view email) {
  return Person(crypto::sha256("guest " + text::to_lower(text::trim(email))));
}

}  // namespace kontor::personal
