#pragma once

#include "app/command_line.hpp"

// The actions of `kontor events`; each returns an ExitCode.
namespace kontor::app::events_command {

// reading.cpp
int list(const CommandLine& line);
int tail(const CommandLine& line);
int show(const CommandLine& line);

// catalogue.cpp
int catalogue(const CommandLine& line);

}  // namespace kontor::app::events_command
