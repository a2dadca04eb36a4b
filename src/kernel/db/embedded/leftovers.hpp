#pragma once

namespace kontor::db {

// Ends the server processes that work on a data directory although nobody supervises them (a killed owner's server, a
// killed server's children), then removes the lock files they left, so that a process which has one of their numbers
// since, or a zombie that nobody buries, cannot keep the next server from starting. A server that is shutting down
// gets the time for it. Blocks.
//
// They are recognised by what they are and where they work, never by a number in a file.
void end_leftovers(int directory_fd);

}  // namespace kontor::db
