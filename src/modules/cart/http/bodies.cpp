#include "modules/cart/http/bodies.hpp"

#include <algorithm>
#include <iterator>

#include "kernel/core/format.hpp"
#include "kernel/core/one_line.hpp"
#include "kernel/core/text.hpp"
#include "kernel/json/format.hpp"

namespace kontor::cart {

namespace {

constexpr std::size_t kLongestNote = 2000;
constexpr std::int64_t kMostOfAnything = 1'000'000;

// Ready to be kept, and everything that is wrong with what is not.
struct Examined {
  std::optional<std::string> email;
  std::optional<std::string> note;
  std::optional<postal::Address> shipping_address;
  std::optional<postal::Address> billing_address;
  std::vector<FieldProblem> problems;
};

postal::Address address_from(const CartAddress& given) {
  return {.first_name = given.first_name,
          .last_name = given.last_name,
          .line1 = given.line1,
          .line2 = given.line2,
          .city = given.city,
          .region = given.region,
          .postal_code = given.postal_code.value_or(""),
          .country = given.country,
          .phone = given.phone};
}

void examine_email(const json::Change<std::string>& email, Examined& examined) {
  if (!email) return;
  examined.email = std::string(text::trim(*email));
  if (json::find_format("email")->matches(*examined.email)) return;
  examined.problems.push_back({"/email", "format", "must be an e-mail address"});
}

void examine_note(const json::Change<std::string>& note, Examined& examined) {
  if (!note) return;
  examined.note = std::string(text::trim(*note));
  if (text::characters(*examined.note) <= kLongestNote) return;
  examined.problems.push_back({"/note", "length", format("must have at most {} characters", kLongestNote)});
}

std::optional<postal::Address> examined_address(const json::Change<CartAddress>& given, const char* pointer,
                                                std::vector<FieldProblem>& problems) {
  if (!given) return std::nullopt;
  const auto address = address_from(*given);
  auto wrong = postal::check(address, pointer);
  std::ranges::move(wrong, std::back_inserter(problems));
  return postal::normalised(address);
}

Examined examine(const CartDetails& details) {
  Examined examined;
  examine_email(details.email, examined);
  examine_note(details.note, examined);
  examined.shipping_address = examined_address(details.shipping_address, "/shipping_address", examined.problems);
  examined.billing_address = examined_address(details.billing_address, "/billing_address", examined.problems);
  return examined;
}

}  // namespace

void NewCart::rules(json::Rules<NewCart>& rule) {
  rule(&NewCart::currency).doc("The shop's, where it is not said; a cart keeps its currency");
}

void NewCartLine::rules(json::Rules<NewCartLine>& rule) {
  rule(&NewCartLine::quantity)
      .doc("How many more; there may be a lower limit, by the settings")
      .range(1, kMostOfAnything)
      .example(1);
}

void CartLineQuantity::rules(json::Rules<CartLineQuantity>& rule) {
  rule(&CartLineQuantity::quantity).doc("How many from now on").range(1, kMostOfAnything).example(2);
}

void CartAddress::rules(json::Rules<CartAddress>& rule) {
  rule(&CartAddress::first_name).doc("Required").optional().example("Ada");
  rule(&CartAddress::last_name).doc("Required").optional().example("Lovelace");
  rule(&CartAddress::line1).doc("Required: street and number").optional().example("12 St James's Square");
  rule(&CartAddress::line2).doc("Flat, floor, company").example("Flat 2");
  rule(&CartAddress::city).doc("Required").optional().example("London");
  rule(&CartAddress::region).doc("Where addresses have one: its code, or its name").example("London");
  rule(&CartAddress::postal_code).doc("Required where the country has them").example("SW1Y 4LE");
  rule(&CartAddress::country).doc("Required: ISO 3166-1 alpha-2").optional().example("GB");
  rule(&CartAddress::phone).doc("For the carrier").example("+442079460000");
}

void CartDetails::rules(json::Rules<CartDetails>& rule) {
  rule(&CartDetails::email).doc("Where the confirmation is sent; null takes it out").example("ada@example.com");
  rule(&CartDetails::note).doc("For the shop, at most 2000 characters; null takes it out").example("Ring twice");
  rule(&CartDetails::shipping_address).doc("What it needs depends on the country; null takes it out");
  rule(&CartDetails::billing_address).doc("The shipping address, where it is not said; null takes it out");
}

void NewPromotionCode::rules(json::Rules<NewPromotionCode>& rule) {
  rule(&NewPromotionCode::code).length(1, 100).example("WELCOME10");
}

void CartToMerge::rules(json::Rules<CartToMerge>& rule) {
  rule(&CartToMerge::cart_id).doc("The cart whose lines are added");
  rule(&CartToMerge::token).doc("Its token, where it is a guest's").length(1, 100);
}

Result<Change> change_of(const CartDetails& details) {
  auto examined = examine(details);
  if (!examined.problems.empty()) return invalid(std::move(examined.problems));
  return Change{[details, examined](Content& content) -> Result<void> {
    if (details.email.is_mentioned()) content.email = examined.email;
    if (details.note.is_mentioned()) content.note = examined.note;
    if (details.shipping_address.is_mentioned()) content.shipping_address = examined.shipping_address;
    if (details.billing_address.is_mentioned()) content.billing_address = examined.billing_address;
    return {};
  }};
}

}  // namespace kontor::cart
