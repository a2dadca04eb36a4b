#pragma once

#include <vector>

#include "kernel/db/database.hpp"
#include "kernel/events/group.hpp"
#include "kernel/events/log.hpp"
#include "kernel/jobs/job.hpp"
#include "modules/catalog/actions/product_desk.hpp"
#include "modules/catalog/actions/tag_desk.hpp"

// What goes on in the catalog by itself, behind the writes of its staff.
namespace kontor::catalog {

// Writes each change of a product into its history.
events::Group history_group(db::Database database);

// When a category or brand has another name or place, writes anew what its products copied from it: some hundred in a
// transaction, then a command to itself to go on, so that neither takes long nor is forgotten.
events::Group documents_group(db::Database database, events::Log& log, ProductDesk& desk, TagDesk& tags);

// Publishes and archives what is due.
jobs::Job schedule_job(db::Database database, ProductDesk& desk);

}  // namespace kontor::catalog
