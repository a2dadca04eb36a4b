#pragma once

#include <string>
#include <string_view>

namespace kontor::telemetry {

// What a field's name says about its value. Names are compared by their parts, whatever their case: refresh_token,
// X-Api-Key and customer.email are found, tokenizer and hostname are not. A name longer than 64 bytes counts as a
// secret.
enum class Sensitivity {
  open,      // written as it is
  secret,    // never written
  email,     // a***@example.com
  phone,     // ***42
  personal,  // M***
  address,   // of a person M***, of a machine 192.0.2.*
  location,  // a url or dsn: what its own names say
};

Sensitivity sensitivity(std::string_view field_name);

// The value as it may be written.
std::string masked(Sensitivity sensitivity, std::string_view value);

}  // namespace kontor::telemetry
