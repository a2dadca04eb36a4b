#include <array>

#include "app/actions.hpp"
#include "app/commands.hpp"
#include "app/events/actions.hpp"

namespace kontor::app {

namespace {

constexpr std::array kActions{
    Action{"list", "", "the newest events, or those behind --after", &events_command::list},
    Action{"tail", "", "follow the log until interrupted", &events_command::tail},
    Action{"show", "ID | TOPIC/PARTITION/POSITION", "one event, with all it holds", &events_command::show},
    Action{"catalogue", "[--write DIR]", "the messages' page and schemas", &events_command::catalogue},
};

}  // namespace

int events(const CommandLine& line) {
  return run_action("events", kActions, line);
}

}  // namespace kontor::app
