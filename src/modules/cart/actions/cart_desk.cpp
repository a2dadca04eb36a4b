#include "modules/cart/actions/cart_desk.hpp"

#include <algorithm>
#include <thread>

#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"
#include "modules/cart/api/permissions.hpp"

namespace kontor::cart {

namespace {

bool is_of(const KeptCart& cart, const auth::Caller& caller) {
  return caller.is_user() && cart.user_id == caller.principal()->id;
}

bool may_open(const KeptCart& cart, const Opener& opener) {
  if (cart.user_id) return is_of(cart, opener.caller);
  return opener.token && cart.token_digest && crypto::equal(token_digest(*opener.token), *cart.token_digest);
}

Error no_cart() {
  return not_found("cart");
}

Result<void> check_open(const KeptCart& cart) {
  if (cart.merged_into) return conflict("cart_changed", "This cart was merged into another.");
  if (cart.closed) return conflict("cart_changed", "This cart is being ordered, or was.");
  return {};
}

// What a merged cart is left with: its lines, to be looked at.
Content remains_of(const Content& content) {
  Content remains;
  remains.currency = content.currency;
  remains.lines = content.lines;
  return remains;
}

void require(bool there, const char* pointer, const char* what, std::vector<FieldProblem>& problems) {
  if (!there) problems.push_back({pointer, "required", what});
}

std::vector<FieldProblem> missing_for_an_order(const Content& content) {
  std::vector<FieldProblem> problems;
  require(!content.lines.empty(), "/lines", "the cart is empty", problems);
  for (std::size_t i = 0; i < content.lines.size(); ++i) {
    if (const auto& problem = content.lines[i].problem) {
      problems.push_back({format("/lines/{}", i), *problem, "cannot be bought any more"});
    }
  }
  require(content.email.has_value(), "/email", "the cart has no e-mail address", problems);
  require(content.shipping_address.has_value(), "/shipping_address", "the cart has no address", problems);
  require(content.shipping_option.has_value(), "/shipping_option", "no shipping option is chosen, or it is gone",
          problems);
  return problems;
}

CheckoutCart checkout_from(const KeptCart& cart, Appraisal appraisal) {
  const auto& content = cart.content;
  const auto& option = content.shipping_option.value();
  CheckoutCart checkout{.id = cart.id,
                        .version = cart.version,
                        .user_id = cart.user_id,
                        .token_digest = cart.token_digest,
                        .email = content.email.value(),
                        .currency = content.currency,
                        .shipping_address = content.shipping_address.value(),
                        .billing_address = content.billing_address.value_or(*content.shipping_address),
                        .shipping_option = {option.id,
                                            option.name,
                                            option.price,
                                            option.tax_class,
                                            {option.earliest, option.latest, option.text}},
                        .note = content.note,
                        .buyer_key = buyer_key_of(cart),
                        .lines = {},
                        .basket = std::move(appraisal.basket)};
  for (std::size_t i = 0; i < content.lines.size(); ++i) {
    checkout.lines.push_back({content.lines[i].id, appraisal.weights.at(i)});
  }
  return checkout;
}

}  // namespace

Limits limits_from(const CartSettings& settings) {
  return {static_cast<std::size_t>(settings.lines), settings.quantity_per_line,
          static_cast<std::size_t>(settings.promotion_codes)};
}

Lifetimes lifetimes_from(const CartSettings& settings) {
  Lifetimes lifetimes{std::chrono::days(settings.guest_days), std::chrono::days(settings.customer_days), {}};
  if (settings.abandoned_minutes > 0) lifetimes.silence = std::chrono::minutes(settings.abandoned_minutes);
  return lifetimes;
}

std::optional<std::string> buyer_key_of(const KeptCart& cart) {
  return buyer_key(cart.user_id, cart.content.email);
}

CartDesk::CartDesk(const db::Database& database, const Appraiser& appraiser, const CartSettings& settings,
                   telemetry::Metrics& metrics)
    : database_(database),
      appraiser_(appraiser),
      limits_(limits_from(settings)),
      lifetimes_(lifetimes_from(settings)),
      overtaken_(
          metrics.counter("kontor_cart_overtaken_total", "Changes of carts begun anew because another was faster")),
      recent_(static_cast<std::size_t>(settings.recent_bytes)) {}

void CartDesk::give_way(int tries) {
  const std::uint64_t longest_us = 1000ULL << std::min(tries, 6);
  std::this_thread::sleep_for(std::chrono::microseconds(random_u64() % longest_us));
}

Result<KeptCart> CartDesk::open(const CartId& id, const Opener& opener) const {
  auto kept = carts::find(database_, id, lifetimes_);
  if (!kept) return std::move(kept).error();
  if (!*kept || !may_open(**kept, opener)) return no_cart();
  return **std::move(kept);
}

Result<Plan> CartDesk::look(const CartId& id, const Opener& opener) const {
  auto kept = carts::find(database_, id, lifetimes_);
  if (!kept) return std::move(kept).error();
  if (!*kept || !(may_open(**kept, opener) || opener.caller.may(kRead))) return no_cart();
  return shown(**std::move(kept));
}

Result<Plan> CartDesk::latest(const Uuid& user) const {
  auto kept = carts::latest_of(database_, user, std::nullopt, std::nullopt, lifetimes_);
  if (!kept) return std::move(kept).error();
  if (!*kept) return no_cart();
  return shown(**std::move(kept));
}

// Once for a cart and an address; of an empty cart nobody asks.
Buyer CartDesk::buyer_of(KeptCart& cart) const {
  Buyer buyer{.told = {.key = buyer_key_of(cart), .group = std::nullopt, .first_order = true}, .is_first_order = {}};
  if (!buyer.told.key || cart.content.lines.empty()) return buyer;
  buyer.told.first_order = cart.first_order.value_or(true);
  if (cart.first_order) return buyer;
  buyer.is_first_order = [this, &cart]() -> Result<bool> {
    if (cart.first_order) return *cart.first_order;
    auto is_first = carts::is_first_order(database_, cart.user_id, cart.content.email);
    if (is_first) cart.first_order = *is_first;
    return is_first;
  };
  return buyer;
}

Result<Appraisal> CartDesk::appraised(KeptCart& cart, Look look) const {
  return appraiser_.appraise(cart.content, buyer_of(cart), look);
}

// What has changed since it was last shown is told, and told again until somebody changes the cart.
Result<Plan> CartDesk::shown(KeptCart cart) const {
  auto appraisal = appraised(cart, Look::glance);
  if (!appraisal) return appraisal.error();
  return Plan{std::move(cart), *std::move(appraisal)};
}

Result<Plan> CartDesk::planned(KeptCart cart, const Content& before) const {
  auto appraisal = appraised(cart, Look::thorough);
  if (!appraisal) return appraisal.error();
  Plan plan{std::move(cart), *std::move(appraisal)};
  if (plan.cart.content == before) return plan;
  plan.saves.push_back(plan.cart);
  ++plan.cart.version;
  return plan;
}

Result<Plan> CartDesk::change(const CartId& id, const Opener& opener, const Precondition& precondition,
                              const Change& change) const {
  if (auto recent = recent_.take(id); recent && may_open(*recent, opener)) {
    auto plan = changed(*std::move(recent), precondition, change);
    if (plan && !plan->saves.empty()) return plan;  // writing will tell whether it is still so
  }
  auto cart = open(id, opener);
  if (!cart) return cart.error();
  return changed(*std::move(cart), precondition, change);
}

Result<Plan> CartDesk::changed(KeptCart cart, const Precondition& precondition, const Change& change) const {
  if (auto is_open = check_open(cart); !is_open) return is_open.error();
  if (auto met = precondition(cart.version); !met) return met.error();
  const Content before = cart.content;
  if (auto done = change.edit(cart.content); !done) return done.error();
  if (cart.content.email != before.email) cart.first_order.reset();
  auto plan = planned(std::move(cart), before);
  if (!plan || !change.judge) return plan;
  if (auto sound = change.judge(plan->cart.content, plan->appraisal); !sound) return sound.error();
  return plan;
}

Result<Plan> CartDesk::fresh(const std::optional<Uuid>& user, const std::optional<std::string>& token,
                             const Currency& currency) const {
  KeptCart cart{.id = CartId::generate(), .user_id = user};
  if (token) cart.token_digest = token_digest(*token);
  cart.content.currency = currency;
  auto appraisal = appraised(cart, Look::thorough);
  if (appraisal) return Plan{std::move(cart), *std::move(appraisal)};
  if (appraisal.error().kind != ErrorKind::invalid) return appraisal.error();
  return invalid({{"/currency", "unknown_currency", appraisal.error().detail}});
}

Result<Plan> CartDesk::claim(const CartId& id, const Opener& opener) const {
  auto cart = open(id, opener);
  if (!cart) return cart.error();
  if (cart->merged_into) return already_merged(*cart, *cart->merged_into, opener);
  if (is_of(*cart, opener.caller)) return shown(*std::move(cart));
  if (auto is_open = check_open(*cart); !is_open) return is_open.error();
  const auto user = opener.caller.principal()->id;
  auto own = carts::latest_of(database_, user, cart->content.currency, id, lifetimes_);
  if (!own) return std::move(own).error();
  if (*own) return merged(**std::move(own), *std::move(cart));
  const Content guests = cart->content;
  cart->user_id = user;
  cart->token_digest.reset();
  cart->first_order.reset();
  auto plan = planned(*std::move(cart), guests);
  if (plan && plan->saves.empty()) {
    plan->saves.push_back(plan->cart);
    ++plan->cart.version;
  }
  return plan;
}

Result<Plan> CartDesk::merge(const CartId& into, const Opener& into_opener, const CartId& from,
                             const Opener& from_opener, const Precondition& precondition) const {
  if (into == from) return invalid({{"/cart_id", "same_cart", "must be another cart"}});
  auto target = open(into, into_opener);
  if (!target) return target.error();
  auto source = open(from, from_opener);
  if (!source) {
    const bool is_missing = source.error().kind == ErrorKind::not_found;
    return is_missing ? invalid({{"/cart_id", "not_found", "is no cart that you may open"}}) : source.error();
  }
  if (source->merged_into == into) return already_merged(*source, into, into_opener);
  for (const auto* cart : {&*target, &*source}) {
    if (auto is_open = check_open(*cart); !is_open) return is_open.error();
  }
  if (auto met = precondition(target->version); !met) return met.error();
  return merged(*std::move(target), *std::move(source));
}

Result<Plan> CartDesk::already_merged(const KeptCart& from, const CartId& into, const Opener& opener) const {
  auto plan = look(into, opener);
  if (plan) plan->merged = from.merge_report;
  return plan;
}

Result<Plan> CartDesk::merged(KeptCart into, KeptCart from) const {
  auto report = cart::merge(into.content, from.content, from.id, limits_);
  if (!report) return report.error();
  into.first_order.reset();  // it may have got an address
  from.content = remains_of(from.content);
  from.merged_into = into.id;
  from.merge_report = *report;
  // Written even where nothing is different: whoever holds the old version has not seen the merge.
  auto appraisal = appraised(into, Look::thorough);
  if (!appraisal) return appraisal.error();
  Plan plan{into, *std::move(appraisal), {std::move(into), std::move(from)}, *std::move(report)};
  ++plan.cart.version;
  std::ranges::sort(plan.saves, {}, &KeptCart::id);
  return plan;
}

void CartDesk::save(db::Tx& tx, const Plan& plan) const {
  for (const auto& cart : plan.saves) carts::save(tx, cart, lifetimes_);
}

void CartDesk::insert(db::Tx& tx, const Plan& plan) const {
  carts::insert(tx, plan.cart, lifetimes_);
}

void CartDesk::written(const Plan& plan) const {
  recent_.keep(plan.cart);
}

Result<CheckoutCart> CartDesk::checkout(const CartId& id, const Opener& opener) const {
  auto cart = open(id, opener);
  if (!cart) return cart.error();
  if (auto is_open = check_open(*cart); !is_open) return is_open.error();
  auto appraisal = appraised(*cart, Look::checkout);
  if (!appraisal) return appraisal.error();
  if (auto problems = missing_for_an_order(cart->content); !problems.empty()) return invalid(std::move(problems));
  recent_.take(id);  // what is ordered is not changed any more, as a rule
  return checkout_from(*cart, *std::move(appraisal));
}

Result<std::vector<shipping::Quote>> CartDesk::options(const CartId& id, const Opener& opener) const {
  auto cart = open(id, opener);
  if (!cart) return cart.error();
  if (!cart->content.shipping_address) {
    return invalid({{"/shipping_address", "required", "tell first where it is sent: PATCH the cart"}});
  }
  return appraiser_.options(cart->content, buyer_of(*cart));
}

}  // namespace kontor::cart
