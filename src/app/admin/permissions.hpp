#pragma once

#include <array>

#include "kernel/auth/permission.hpp"

// What operators may do with the kernel's parts.
namespace kontor::app::admin {

inline constexpr auth::Permission kEventsRead{"events.read", "See events, groups and dead letters"};
inline constexpr auth::Permission kEventsManage{"events.manage", "Pause, replay, retry and drop"};
inline constexpr auth::Permission kJobsRead{"jobs.read", "See jobs and their runs"};
inline constexpr auth::Permission kJobsManage{"jobs.manage", "Run jobs now, retry and drop errands"};
inline constexpr auth::Permission kAuditRead{"audit.read", "See who did what"};

inline constexpr std::array kPermissions{kEventsRead, kEventsManage, kJobsRead, kJobsManage, kAuditRead};

}  // namespace kontor::app::admin
