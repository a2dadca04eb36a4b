#pragma once

#include <string_view>

namespace kontor::app::admin {

// Until accounts exist nobody has them.
inline constexpr std::string_view kEventsRead = "events.read";
inline constexpr std::string_view kEventsManage = "events.manage";
inline constexpr std::string_view kJobsRead = "jobs.read";
inline constexpr std::string_view kJobsManage = "jobs.manage";

}  // namespace kontor::app::admin
