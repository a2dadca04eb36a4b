#include "app/wiring.hpp"

#include <catch2/catch.hpp>

#include "kernel/events/event_house.hpp"

using namespace kontor;

namespace {

struct NoteTorn {
  static constexpr events::MessageType kMessage{"shelf.note_torn", 1, test::kNotes, "note"};
  std::int64_t number = 0;
};
KONTOR_DESCRIBE(NoteTorn, number)

template <events::Message M>
events::Group group(test::EventHouse& house, const std::string& name) {
  return events::Group(name, house.shelf).on<M>([](db::Tx&, const M&, const events::Event&) -> Result<void> {
    return {};
  });
}

std::string trouble(const std::vector<events::MessageInfo>& messages, const std::vector<events::Group>& groups) {
  const auto sound = app::check_wiring(messages, groups);
  return sound ? "" : sound.error().detail;
}

}  // namespace

TEST_CASE("modules that fit together are sound; what does not fit is named") {
  test::EventHouse house;
  const auto written = events::describe<test::NoteWritten>();
  const auto tidy = events::describe<test::TidyUp>();
  CHECK(trouble({}, {}).empty());
  CHECK(trouble({written, tidy}, {group<test::NoteWritten>(house, "a"), group<test::NoteWritten>(house, "b")}).empty());

  CHECK(trouble({written, written}, {}) == "shelf.note_written v1 on note-events is described twice");
  CHECK(trouble({written}, {group<test::NoteWritten>(house, "a"), group<test::NoteWritten>(house, "a")}) ==
        "two groups have the name a");
  CHECK(trouble({written}, {group<test::TidyUp>(house, "a")}) ==
        "group a handles shelf.tidy_up v1 on errand-commands, which no module publishes");
  CHECK(trouble({tidy}, {group<test::TidyUp>(house, "a").rebuildable([](db::Tx&) {})}) ==
        "group a is rebuildable, but errand-commands are commands, which do not stay in the log");
  CHECK(trouble({events::describe<NoteTorn>()}, {group<test::NoteWritten>(house, "a")})
            .starts_with("group a handles shelf.note_written v1 on note-events, which no module publishes"));
}
