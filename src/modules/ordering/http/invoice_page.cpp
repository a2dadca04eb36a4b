#include "modules/ordering/http/invoice_page.hpp"

#include "kernel/core/text.hpp"
#include "kernel/http/html.hpp"
#include "modules/ordering/domain/invoice.hpp"

namespace kontor::ordering {

namespace {

constexpr std::string_view kStyle =
    "body{font:14px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:48rem;color:#111}"
    "table{border-collapse:collapse;width:100%;margin:1rem 0}th,td{padding:.3rem .5rem;text-align:left;"
    "border-bottom:1px solid #ddd;vertical-align:top}.n{text-align:right;white-space:nowrap}"
    "tfoot td{border:0}.sum{font-weight:700}header{display:flex;justify-content:space-between;gap:2rem}"
    "@media print{body{margin:0}}";

std::string lines_of(const std::vector<std::string>& lines) {
  std::string out;
  for (const auto& line : lines) {
    if (line.empty()) continue;
    if (!out.empty()) out += "<br>";
    out += http::html_text(line);
  }
  return out;
}

std::string address_html(const postal::Address& address) {
  return lines_of({address.first_name + ' ' + address.last_name, address.line1, address.line2.value_or(""),
                   address.postal_code + ' ' + address.city, address.region.value_or(""), address.country});
}

std::string seller_html(const std::string& seller) {
  std::vector<std::string> lines;
  for (const auto line : text::split(seller, '|')) lines.emplace_back(line);
  return lines_of(lines);
}

std::string number_cell(const std::string& text) {
  return "<td class=n>" + http::html_text(text) + "</td>";
}

std::string line_row(const FrozenLine& line) {
  return "<tr><td>" + http::html_text(line.sku) + "</td><td>" + http::html_text(line.name) + "</td>" +
         number_cell(std::to_string(line.quantity)) + number_cell(amount_text(line.unit_price)) +
         number_cell(rate_text(line.tax_rate_ppm)) + number_cell(amount_text(line.total)) + "</tr>";
}

std::string sum_row(std::string_view what, const Money& amount, std::string_view style = "") {
  return "<tr class=\"" + std::string(style) + "\"><td colspan=5>" + http::html_text(what) + "</td>" +
         number_cell(amount_text(amount)) + "</tr>";
}

std::string sums(const Order& order, const std::vector<TaxLine>& taxes) {
  const auto& totals = order.frozen.totals;
  std::string out = sum_row("Goods", totals.items);
  if (!totals.discount.is_zero()) {
    out += sum_row("Discount", Money(-totals.discount.amount(), totals.discount.currency()));
  }
  out += sum_row("Shipping: " + order.frozen.shipping_option.name, totals.shipping);
  if (!totals.tax_included) out += sum_row("Tax", totals.tax);
  out += sum_row("Total", totals.total, "sum");
  for (const auto& tax : taxes) {
    out += sum_row((totals.tax_included ? "Includes tax of " : "Tax of ") + rate_text(tax.rate_ppm) + " on " +
                       amount_text(tax.net) + " net",
                   tax.tax);
  }
  return out;
}

std::vector<TaxedAmount> taxed(const FrozenOrder& frozen) {
  std::vector<TaxedAmount> amounts;
  const auto take = [&](const Money& whole, const Money& discount, const Money& tax, std::int64_t rate) {
    amounts.push_back({Money(whole.amount() - discount.amount(), whole.currency()), tax, rate});
  };
  for (const auto& line : frozen.lines) take(line.total, line.discount, line.tax, line.tax_rate_ppm);
  if (const auto& parcel = frozen.shipping) take(parcel->price, parcel->discount, parcel->tax, parcel->tax_rate_ppm);
  return amounts;
}

}  // namespace

Result<std::string> invoice_page(const Order& order, const InvoiceHead& head) {
  const auto taxes = tax_lines(taxed(order.frozen), order.frozen.totals.tax_included);
  if (!taxes) return taxes.error();
  std::string out = "<!doctype html><html lang=en><meta charset=utf-8><title>Invoice " + http::html_text(head.number) +
                    "</title><style>" + std::string(kStyle) + "</style><header><div>" + seller_html(head.seller) +
                    "</div><div><h1>Invoice " + http::html_text(head.number) +
                    "</h1>Date: " + kontor::to_string(head.issued_at).substr(0, 10) +
                    "<br>Order: " + http::html_text(order.record.number) +
                    "<br>Ordered: " + kontor::to_string(order.placed_at).substr(0, 10) + "</div></header><p>" +
                    address_html(order.frozen.billing_address) +
                    "</p><table><thead><tr><th>SKU<th>Article<th class=n>Quantity<th class=n>Price<th class=n>Tax"
                    "<th class=n>Amount</tr></thead><tbody>";
  for (const auto& line : order.frozen.lines) out += line_row(line);
  out += "</tbody><tfoot>" + sums(order, *taxes) + "</tfoot></table><p>Sent to:<br>" +
         address_html(order.frozen.shipping_address) + "</p></html>\n";
  return out;
}

}  // namespace kontor::ordering
