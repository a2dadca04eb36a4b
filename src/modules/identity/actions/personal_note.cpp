#include "modules/identity/actions/personal_note.hpp"

#include "kernel/json/writer.hpp"

namespace kontor::identity {

std::string personal_note(std::string_view email, const Client& client) {
  std::string out;
  json::Writer(out)
      .begin_object()
      .field("email", email)
      .field("address", client.address)
      .field("device", client.device)
      .end_object();
  return out;
}

}  // namespace kontor::identity
