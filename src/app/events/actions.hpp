#pragma once

#include "app/command_line.hpp"

// The actions of `kontor events`; each returns an ExitCode.
namespace kontor::app::events_command {

// reading.cpp
int list(const CommandLine& line);
int tail(const CommandLine& line);
int show(const CommandLine& line);

// groups.cpp
int groups(const CommandLine& line);
int pause(const CommandLine& line);
int resume(const CommandLine& line);
int forget(const CommandLine& line);

// replay.cpp
int replay(const CommandLine& line);

// dead_letters.cpp
int dead_letters(const CommandLine& line);
int retry(const CommandLine& line);
int drop(const CommandLine& line);

// catalogue.cpp
int catalogue(const CommandLine& line);

}  // namespace kontor::app::events_command
