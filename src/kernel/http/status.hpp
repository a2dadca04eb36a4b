#pragma once

#include <array>
#include <string_view>
#include <utility>

namespace kontor::http {

// The statuses this server answers with, ascending.
inline constexpr std::array<std::pair<int, std::string_view>, 36> kStatuses = {{
    {101, "Switching Protocols"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
}};

// Its place in kStatuses; kStatuses.size() for any other status.
constexpr std::size_t status_index(int status) {
  std::size_t low = 0;
  std::size_t high = kStatuses.size();
  while (low < high) {
    const auto middle = (low + high) / 2;
    if (kStatuses[middle].first < status) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < kStatuses.size() && kStatuses[low].first == status ? low : kStatuses.size();
}

constexpr std::string_view status_title(int status) {
  const auto index = status_index(status);
  return index < kStatuses.size() ? kStatuses[index].second : std::string_view("Unknown");
}

}  // namespace kontor::http
