#include "kernel/jobs/running/caught.hpp"

#include <exception>

namespace kontor::jobs {

std::string caught() {
  try {
    throw;
  } catch (const std::exception& failed) {
    return failed.what();
  } catch (...) {
    return "an exception of an unknown type";
  }
}

}  // namespace kontor::jobs
