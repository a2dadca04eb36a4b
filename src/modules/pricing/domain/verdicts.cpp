#include "modules/pricing/domain/verdicts.hpp"

namespace kontor::pricing {

namespace {

struct Words {
  std::string_view reason;
  std::string_view text;
};

Words words_of(Refusal why) {
  switch (why) {
    case Refusal::none:
      break;
    case Refusal::unknown:
      return {"unknown", "There is no such code."};
    case Refusal::already_applied:
      return {"already_applied", "What this code gives counts already."};
    case Refusal::inactive:
      return {"inactive", "The code does not count at present."};
    case Refusal::not_started:
      return {"not_started", "The code does not count yet."};
    case Refusal::expired:
      return {"expired", "The code has expired."};
    case Refusal::wrong_currency:
      return {"wrong_currency", "The code does not count in this currency."};
    case Refusal::wrong_customer_group:
      return {"wrong_customer_group", "The code is for other customers."};
    case Refusal::not_first_order:
      return {"not_first_order", "The code is for a first order."};
    case Refusal::minimum_not_reached:
      return {"minimum_not_reached", "What the code is for does not cost enough yet."};
    case Refusal::used_up:
      return {"used_up", "The code was used as often as it may be."};
    case Refusal::used_by_customer:
      return {"used_by_customer", "You have used the code as often as you may."};
    case Refusal::budget_exhausted:
      return {"budget_exhausted", "What was set aside for this offer is used up."};
    case Refusal::nothing_to_discount:
      return {"nothing_to_discount", "There is nothing here that the code is for."};
    case Refusal::not_combinable:
      return {"not_combinable", "The code cannot be combined with what counts already."};
  }
  return {};
}

}  // namespace

std::string_view reason_of(Refusal why) {
  return words_of(why).reason;
}

std::string_view text_of_refusal(Refusal why) {
  return words_of(why).text;
}

}  // namespace kontor::pricing
