#include "kernel/db/embedded/server_url.hpp"

#include <fcntl.h>
#include <sys/un.h>

#include <cctype>
#include <string_view>

#include "kernel/db/embedded/cluster.hpp"

namespace kontor::db {

namespace {

std::string percent_encoded(std::string_view path) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string encoded;
  for (const unsigned char c : path) {
    if (std::isalnum(c) != 0 || std::string_view("/-._~").find(static_cast<char>(c)) != std::string_view::npos) {
      encoded += static_cast<char>(c);
    } else {
      encoded += {'%', digits[c >> 4], digits[c & 15]};
    }
  }
  return encoded;
}

bool fits(const std::string& directory) {
  const auto length = directory.size() + 1 + std::string_view(kSocketFile).size();
  return length < sizeof(sockaddr_un::sun_path) && directory.find(',') == std::string::npos;
}

std::string url(const char* role, const std::string& host) {
  return std::string("postgresql://") + role + "@/" + kDatabaseName + "?host=" + percent_encoded(host) +
         "&port=" + std::to_string(kSocketPort);
}

}  // namespace

ServerUrls server_urls(const std::filesystem::path& cluster_directory) {
  std::string host = cluster_directory.string();
  UniqueFd directory;
  if (!fits(host)) {
    directory = UniqueFd(::open(host.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    host = "/proc/self/fd/" + std::to_string(directory.get());
  }
  return {url(kProgramRole, host), url(kOwnerRole, host), std::move(directory)};
}

}  // namespace kontor::db
