#include "modules/cart/domain/content.hpp"

#include <algorithm>

#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"

namespace kontor::cart {

namespace {

constexpr std::size_t kMostPricedLines = 500;
constexpr std::size_t kLongestCode = 100;

auto line_of(Content& content, const CartLineId& id) {
  return std::ranges::find(content.lines, id, &Line::id);
}

auto line_of(Content& content, const catalog::VariantId& variant) {
  return std::ranges::find(content.lines, variant, &Line::variant_id);
}

Result<void> check_quantity(std::int64_t quantity, std::int64_t most) {
  if (quantity >= 1 && quantity <= most) return {};
  return invalid({{"/quantity", "range", format("must be between 1 and {}", most)}});
}

// What is asked for next is another price, by tiers: no change that has to be reported.
void set_quantity(Line& line, std::int64_t quantity) {
  if (line.quantity == quantity) return;
  line.quantity = quantity;
  line.unit_price.reset();
}

auto code_of(Content& content, std::string_view code) {
  return std::ranges::find_if(content.codes, [&](const auto& one) { return text::iequals(one, code); });
}

template <class T>
void fill(std::optional<T>& into, const std::optional<T>& from) {
  if (!into) into = from;
}

MergedLine merge_line(Content& into, const Line& from, const Limits& limits) {
  auto line = line_of(into, from.variant_id);
  if (line == into.lines.end()) {
    into.lines.push_back(from);
    return {from.variant_id, 0, from.quantity, from.quantity, false};
  }
  const auto before = line->quantity;
  const auto most = std::max(limits.quantity, std::max(before, from.quantity));
  const auto sum = std::min(before + from.quantity, most);
  set_quantity(*line, sum);
  return {from.variant_id, before, sum - before, sum, sum < before + from.quantity};
}

}  // namespace

Result<CartLineId> add(Content& content, const catalog::VariantId& variant, std::int64_t quantity,
                       const Limits& limits) {
  if (auto sound = check_quantity(quantity, limits.quantity); !sound) return sound.error();
  if (const auto line = line_of(content, variant); line != content.lines.end()) {
    if (line->quantity > limits.quantity - quantity) {
      return invalid({{"/quantity", "range",
                       format("there may be {} of it in a cart, and there are {}", limits.quantity, line->quantity)}});
    }
    set_quantity(*line, line->quantity + quantity);
    return line->id;
  }
  if (content.lines.size() >= limits.lines) {
    return conflict("too_many_lines", format("A cart has at most {} lines.", limits.lines));
  }
  content.lines.push_back({.id = CartLineId::generate(), .variant_id = variant, .quantity = quantity});
  return content.lines.back().id;
}

Result<void> change_quantity(Content& content, const CartLineId& id, std::int64_t quantity, const Limits& limits) {
  const auto line = line_of(content, id);
  if (line == content.lines.end()) return not_found("line in this cart");
  if (auto sound = check_quantity(quantity, limits.quantity); !sound) return sound;
  set_quantity(*line, quantity);
  return {};
}

Result<void> remove(Content& content, const CartLineId& id) {
  const auto line = line_of(content, id);
  if (line == content.lines.end()) return not_found("line in this cart");
  content.lines.erase(line);
  return {};
}

Result<void> add_code(Content& content, std::string_view code, const Limits& limits) {
  code = text::trim(code);
  if (code.empty() || code.size() > kLongestCode) {
    return invalid({{"/code", "length", format("must have 1 to {} characters", kLongestCode)}});
  }
  if (code_of(content, code) != content.codes.end()) return {};
  if (content.codes.size() >= limits.codes) {
    return conflict("too_many_codes", format("A cart has at most {} promotion codes.", limits.codes));
  }
  content.codes.emplace_back(code);
  return {};
}

Result<void> remove_code(Content& content, std::string_view code) {
  const auto found = code_of(content, text::trim(code));
  if (found == content.codes.end()) return not_found("promotion code in this cart");
  content.codes.erase(found);
  return {};
}

Result<MergeReport> merge(Content& into, const Content& from, const CartId& from_id, const Limits& limits) {
  Content both = into;
  MergeReport report{from_id, {}, {}};
  for (const auto& line : from.lines) report.lines.push_back(merge_line(both, line, limits));
  if (both.lines.size() > kMostPricedLines) {
    return conflict("too_many_lines", format("Both carts together have more than {} lines.", kMostPricedLines));
  }
  fill(both.email, from.email);
  fill(both.note, from.note);
  fill(both.shipping_address, from.shipping_address);
  fill(both.billing_address, from.billing_address);
  fill(both.shipping_option, from.shipping_option);
  for (const auto& code : from.codes) {
    if (!add_code(both, code, limits)) report.codes_left_out.push_back(code);
  }
  into = std::move(both);
  return report;
}

Money shown_value(const Content& content) {
  Money sum(0, content.currency);
  for (const auto& line : content.lines) {
    const auto total = multiply(Money(line.unit_price.value_or(0), content.currency), line.quantity);
    const auto more = total ? add(sum, *total) : total;
    if (more) sum = *more;
  }
  return sum;
}

}  // namespace kontor::cart
