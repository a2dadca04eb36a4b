#pragma once

#include <string>
#include <vector>

#include "support/test_database.hpp"

namespace kontor::identity::test {

// Where in the whole database one of the texts stands: in any column of any table that could hold it, whatever the
// case, as it is, in hex or in base64. "bus.event.payload: ada@example.com".
std::vector<std::string> find_everywhere(const kontor::test::TestDatabase& database,
                                         const std::vector<std::string>& texts);

}  // namespace kontor::identity::test
