#pragma once

#include <memory>

#include "kernel/db/database.hpp"

namespace kontor::db {

// For work that comes again and again and touches a few rows by their keys: statements of this transaction are planned
// once for a session instead of at every run (arrays as parameters make PostgreSQL believe that it pays), and read no
// table or index whole, however small it was when the plan was made: each row that is joined is looked up. Not for
// searches with filters that may be missing, nor for what goes over much of a table.
// Said once, however many say it.
inline void go_by_keys(Tx& tx) {
  class ByKeys final : public Companion {
   public:
    explicit ByKeys(Tx& tx) {
      tx.post(R"sql(
        select set_config('plan_cache_mode', 'force_generic_plan', true), set_config('enable_seqscan', 'off', true),
          set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)
      )sql");
    }
    void before_commit(Tx&) override {}
    void committed() noexcept override {}
  };
  tx.companion<ByKeys>([&] { return std::make_unique<ByKeys>(tx); });
}

}  // namespace kontor::db
