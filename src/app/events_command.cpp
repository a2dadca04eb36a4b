#include <array>

#include "app/actions.hpp"
#include "app/commands.hpp"
#include "app/events/actions.hpp"

namespace kontor::app {

namespace {

constexpr std::array kEventsActions{
    Action{"list", "", "the newest events, or those behind --after", &events_command::list},
    Action{"tail", "", "follow the log until interrupted", &events_command::tail},
    Action{"show", "ID | TOPIC/PARTITION/POSITION", "one event, with all it holds", &events_command::show},
    Action{"groups", "[GROUP]", "the groups, or one with its partitions", &events_command::groups},
    Action{"pause", "GROUP", "have a group stand still", &events_command::pause},
    Action{"resume", "GROUP", "go on with a paused group", &events_command::resume},
    Action{"forget", "GROUP", "forget a group that no program has any more", &events_command::forget},
    Action{"replay", "GROUP", "empty what a group built and build it again", &events_command::replay},
    Action{"dead-letters", "[GROUP]", "events that a group could not handle", &events_command::dead_letters},
    Action{"retry", "ID | GROUP --all", "give dead letters all their attempts again", &events_command::retry},
    Action{"drop", "ID", "never handle this event", &events_command::drop},
    Action{"catalogue", "[--write DIR]", "the messages' page and schemas", &events_command::catalogue},
};

}  // namespace

int events(const CommandLine& line) {
  return run_action("events", kEventsActions, line);
}

}  // namespace kontor::app
