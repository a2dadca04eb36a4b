#pragma once

#include "app/command_line.hpp"

// The actions of `kontor jobs` that are about errands; each returns an ExitCode. What an errand is about in detail is
// not shown: it may be about a person.
namespace kontor::app::errands_actions {

int list(const CommandLine& line);
int retry(const CommandLine& line);
int drop(const CommandLine& line);

}  // namespace kontor::app::errands_actions
