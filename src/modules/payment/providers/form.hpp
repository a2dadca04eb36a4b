#pragma once

#include <string>
#include <string_view>

namespace kontor::payment {

// A body of application/x-www-form-urlencoded, field by field.
class Form {
 public:
  Form& add(std::string_view name, std::string_view value);
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// As it stands in a query or a form.
std::string form_encoded(std::string_view text);

}  // namespace kontor::payment
