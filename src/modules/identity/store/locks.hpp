#pragma once

#include "kernel/db/database.hpp"

// What only one transaction of all instances does at a time. Before any row is locked.
namespace kontor::identity {

enum class Turn {
  signing_keys = 0,    // makes or retires keys
  administration = 1,  // changes who may do what
};
// Waits for whoever has it, and holds it until the transaction ends.
void take_turn(db::Tx& tx, Turn turn);

}  // namespace kontor::identity
