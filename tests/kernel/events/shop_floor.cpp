#include "kernel/events/shop_floor.hpp"

#include "kernel/core/format.hpp"
#include "kernel/events/shop_listeners.hpp"
#include "support/eventually.hpp"

namespace kontor::test {

std::unique_ptr<ChildProcess> ShopFloor::begin(const std::string& what, const std::string& plan) const {
  const auto settings = database_.settings();
  return std::make_unique<ChildProcess>(KONTOR_TEST_WORKER,
                                        std::vector<std::string>{what, settings.url, settings.role_prefix, plan});
}

bool ShopFloor::wait_until_handled(EventProgram& program) const {
  auto groups = program.groups();
  return eventually(
      [&] {
        const auto states = groups.list();
        if (!states || states->size() != 4) return false;
        std::int64_t left = 0;
        for (const auto& state : *states) {
          if (state.dead_letters > 0) (void)groups.retry_all(state.name);
          left += state.lag_events + state.dead_letters + state.queued;
        }
        return left == 0;
      },
      std::chrono::seconds(60));
}

std::string ShopFloor::settle() const {
  EventProgram program(database_.settings(), shop_listeners(true), {});
  if (!wait_until_handled(program)) return "not everything was handled";
  program.close();
  return mistakes();
}

std::string ShopFloor::mistakes() const {
  std::string found;
  const auto notes = database_.run_sql("select count(*) from shelf.note");
  const auto published = database_.run_sql("select count(*) from bus.event where type = 'shelf.note_written'");
  if (notes != published) found += format("{} notes were written and {} published; ", notes, published);
  for (const auto* group : {"effects", "tidying", "view", "picky"}) {
    const auto of_group = format("from shelf.effect where group_name = '{}'", group);
    const auto effects = database_.run_sql("select count(*) " + of_group);
    const auto distinct = database_.run_sql("select count(distinct number) " + of_group);
    if (effects != notes || distinct != notes) {
      found += format("{} has {} effects of {} notes, {} different; ", group, effects, notes, distinct);
    }
    const auto disordered = database_.run_sql(
        "select count(*) from (select number < lag(number) over (partition by key order by place) as back " + of_group +
        ") as steps where back");
    if (disordered != "0") found += format("{} has {} out of order; ", group, disordered);
  }
  return notes == "0" ? "there were no notes" : found;
}

}  // namespace kontor::test
