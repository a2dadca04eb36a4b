#include "app/admin/operations.hpp"

#include "app/admin/views.hpp"
#include "kernel/json/json.hpp"

namespace kontor::app::admin {

namespace {

struct Paused {
  bool paused;
};
KONTOR_DESCRIBE(Paused, paused)

struct ReplayedFrom {
  std::optional<Timestamp> from;
};
KONTOR_DESCRIBE(ReplayedFrom, from)

// What is left of a dropped letter.
struct Dropped {
  Uuid event_id;
  std::string type;
  std::string error_code;
};
KONTOR_DESCRIBE(Dropped, event_id, type, error_code)

events::Groups::Along recording(audit::Trail& trail, audit::EntryRecorded entry) {
  return [&trail, entry = std::move(entry)](db::Tx& tx) { trail.record(tx, entry); };
}

}  // namespace

Result<void> Operations::pause(const std::string& group) {
  return groups_.pause(group, recording(trail_, {"events.group_paused", group, "", json::to_json(Paused{true}), {}}));
}

Result<void> Operations::resume(const std::string& group) {
  return groups_.resume(group,
                        recording(trail_, {"events.group_resumed", group, "", json::to_json(Paused{false}), {}}));
}

Result<void> Operations::forget(const std::string& group) {
  return groups_.forget(group, recording(trail_, {"events.group_forgotten", group, "", "", {}}));
}

Result<events::ReplayPlan> Operations::replay(const std::string& group, std::optional<Timestamp> from) {
  return groups_.replay(group, from,
                        recording(trail_, {"events.group_replayed", group, "", json::to_json(ReplayedFrom{from}), {}}));
}

Result<void> Operations::retry(const std::string& group, std::int64_t position) {
  return groups_.retry(
      group, position,
      recording(trail_, {"events.dead_letter_retried", LetterName{group, position}.str(), "", "", {}}));
}

Result<std::int64_t> Operations::retry_all(const std::string& group) {
  return groups_.retry_all(group, recording(trail_, {"events.dead_letters_retried", group, "", "", {}}));
}

Result<void> Operations::drop(const std::string& group, std::int64_t position) {
  const auto found = groups_.dead_letter(group, position);
  if (!found) return found.error();
  const auto& letter = found->letter;
  const auto before = json::to_json(Dropped{letter.event_id, letter.type, letter.error_code});
  return groups_.drop(
      group, position,
      recording(trail_, {"events.dead_letter_dropped", LetterName{group, position}.str(), before, "", {}}));
}

Result<void> Operations::run_now(const std::string& job) {
  return schedules_.run_now(job, recording(trail_, {"jobs.job_asked_for", job, "", "", {}}));
}

Result<void> Operations::retry_errand(std::int64_t id) {
  return errands_.retry(id, recording(trail_, {"jobs.errand_retried", std::to_string(id), "", "", {}}));
}

Result<void> Operations::drop_errand(std::int64_t id) {
  return errands_.drop(id, recording(trail_, {"jobs.errand_dropped", std::to_string(id), "", "", {}}));
}

}  // namespace kontor::app::admin
