#pragma once

#include <string>
#include <vector>

#include "kernel/db/migrations.hpp"
#include "kernel/db/session/connection.hpp"

// kontor.migration: what was applied to this database.
namespace kontor::db {

struct AppliedMigration {
  std::string module;
  int number;
  std::string name;
  std::string checksum;
  Timestamp applied_at;
};

std::vector<AppliedMigration> read_journal(Connection& session);  // empty where there is no journal yet
void make_journal(Connection& owner, const std::string& reader);  // and lets that role read it
void record(Connection& owner, const Migration& migration);       // in the transaction that has begun

const AppliedMigration* find(const std::vector<AppliedMigration>& applied, std::string_view module, int number);

// catalog/0001_products.sql
std::string file_name(std::string_view module, int number, std::string_view name);

}  // namespace kontor::db
