#include <algorithm>
#include <array>
#include <string_view>

#include "kernel/core/text.hpp"
#include "modules/cart/http/bodies.hpp"
#include "modules/cart/http/room.hpp"

namespace kontor::cart {

namespace {

using OptionsPage = http::Page<ShippingOptionView>;

Change adding(const NewCartLine& wanted, const Limits& limits) {
  return {[=](Content& content) -> Result<void> {
            const auto line = add(content, wanted.variant_id, wanted.quantity, limits);
            return line ? Result<void>() : line.error();
          },
          [=](const Content& content, const Appraisal&) -> Result<void> {
            const auto line = std::ranges::find(content.lines, wanted.variant_id, &Line::variant_id);
            if (line == content.lines.end() || !line->problem) return {};
            return invalid({{"/variant_id", *line->problem, "cannot be bought"}});
          }};
}

// It stays in a cart as long as it may still come to count.
bool is_hopeless(const pricing::CodeVerdict& verdict) {
  static constexpr std::array<std::string_view, 3> kMayComeToCount{"minimum_not_reached", "nothing_to_discount",
                                                                   "not_combinable"};
  return !verdict.applied &&
         !(verdict.reason && std::ranges::find(kMayComeToCount, *verdict.reason) != kMayComeToCount.end());
}

Change adding_code(const std::string& code, const Limits& limits) {
  return {[=](Content& content) { return add_code(content, code, limits); },
          [=](const Content&, const Appraisal& appraisal) -> Result<void> {
            const auto& verdicts = appraisal.basket.codes;
            const auto verdict = std::ranges::find_if(
                verdicts, [&](const auto& one) { return text::iequals(one.code, text::trim(code)); });
            if (verdict == verdicts.end() || !is_hopeless(*verdict)) return {};
            return invalid({{"/code", verdict->reason.value_or("unknown"), verdict->text}});
          }};
}

Change choosing(const shipping::ShippingMethodId& option) {
  return {[=](Content& content) -> Result<void> {
            if (!content.shipping_address) {
              return invalid(
                  {{"/shipping_option_id", "no_shipping_address", "tell first where it is sent: PATCH the cart"}});
            }
            ChosenOption chosen{};
            chosen.id = option;
            content.shipping_option = chosen;
            return {};
          },
          [](const Content& content, const Appraisal&) -> Result<void> {
            if (content.shipping_option) return {};
            return invalid({{"/shipping_option_id", "not_offered", "is not offered for this cart"}});
          }};
}

Result<OptionsPage> options(const CartRoom& room, const CartId& id, const Opener& opener) {
  const auto quotes = room.desk.options(id, opener);
  if (!quotes) return quotes.error();
  OptionsPage page;
  for (const auto& quote : *quotes) page.data.push_back(view_of(quote));
  page.page.limit = static_cast<int>(page.data.size());
  return page;
}

std::vector<http::Endpoint> line_endpoints(const CartRoom& room) {
  const auto limits = room.desk.limits();
  return {
      for_shoppers(http::post("/carts/{id}/lines"))
          .summary("Puts an article into the cart; of one that is in it already there are more then")
          .idempotent()
          .path<CartPath>()
          .body<NewCartLine>()
          .answers<CartView>(201)
          .fails({"not_found",
                  "version_conflict",
                  {ErrorKind::conflict, "cart_changed"},
                  {ErrorKind::conflict, "too_many_lines"}})
          .handle([=](const auto& call) { return settle_change(room, call, adding(call.body, limits)); }),
      for_shoppers(http::patch("/carts/{id}/lines/{line_id}"))
          .summary("Changes how many are wanted")
          .path<CartLinePath>()
          .body<CartLineQuantity>()
          .answers<CartView>()
          .fails({"not_found", "version_conflict", {ErrorKind::conflict, "cart_changed"}})
          .handle([=](const auto& call) {
            return settle_change(room, call, {[&](Content& content) {
                                   return change_quantity(content, call.path.line_id, call.body.quantity, limits);
                                 }});
          }),
      for_shoppers(http::del("/carts/{id}/lines/{line_id}"))
          .summary("Takes a line out of the cart")
          .path<CartLinePath>()
          .answers<CartView>()
          .fails({"not_found", "version_conflict", {ErrorKind::conflict, "cart_changed"}})
          .handle([=](const auto& call) {
            return settle_change(room, call, {[&](Content& content) { return remove(content, call.path.line_id); }});
          }),
  };
}

std::vector<http::Endpoint> code_endpoints(const CartRoom& room) {
  const auto limits = room.desk.limits();
  return {
      for_shoppers(http::post("/carts/{id}/promotions"))
          .summary("Adds a promotion code")
          .description("One that does not count yet is kept; one that never will is refused, with the reason.")
          .idempotent()
          .path<CartPath>()
          .body<NewPromotionCode>()
          .answers<CartView>()
          .fails({"not_found",
                  "version_conflict",
                  {ErrorKind::conflict, "cart_changed"},
                  {ErrorKind::conflict, "too_many_codes"}})
          .handle([=](const auto& call) { return settle_change(room, call, adding_code(call.body.code, limits)); }),
      for_shoppers(http::del("/carts/{id}/promotions/{code}"))
          .summary("Takes a promotion code out")
          .path<CartCodePath>()
          .answers<CartView>()
          .fails({"not_found", "version_conflict", {ErrorKind::conflict, "cart_changed"}})
          .handle([=](const auto& call) {
            return settle_change(room, call, {[&](Content& content) { return remove_code(content, call.path.code); }});
          }),
  };
}

std::vector<http::Endpoint> shipping_endpoints(const CartRoom& room) {
  return {
      for_shoppers(http::get("/carts/{id}/shipping-options"))
          .summary("How it can be sent to the cart's shipping address, the cheapest first")
          .path<CartPath>()
          .answers<OptionsPage>()
          .fails({"not_found"})
          .handle([=](const auto& call) { return options(room, call.path.id, opener_of(call)); }),
      for_shoppers(http::put("/carts/{id}/shipping-option"))
          .summary("Chooses how it is sent")
          .description("It is asked for again when lines or the address change; `changes` says what came of it.")
          .path<CartPath>()
          .body<ChosenShippingOption>()
          .answers<CartView>()
          .fails({"not_found", "version_conflict", {ErrorKind::conflict, "cart_changed"}})
          .handle([=](const auto& call) { return settle_change(room, call, choosing(call.body.shipping_option_id)); }),
      for_shoppers(http::del("/carts/{id}/shipping-option"))
          .summary("Chooses none")
          .path<CartPath>()
          .answers<CartView>()
          .fails({"not_found", "version_conflict", {ErrorKind::conflict, "cart_changed"}})
          .handle([=](const auto& call) {
            return settle_change(room, call, {[](Content& content) -> Result<void> {
                                   content.shipping_option.reset();
                                   return {};
                                 }});
          }),
  };
}

}  // namespace

std::vector<http::Endpoint> content_endpoints(const CartRoom& room) {
  std::vector<http::Endpoint> all;
  for (auto&& group : {line_endpoints(room), code_endpoints(room), shipping_endpoints(room)}) {
    all.insert(all.end(), group.begin(), group.end());
  }
  return all;
}

}  // namespace kontor::cart
