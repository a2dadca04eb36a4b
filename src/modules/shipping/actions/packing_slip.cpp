#include "modules/shipping/actions/packing_slip.hpp"

#include "kernel/core/format.hpp"
#include "kernel/http/html.hpp"

namespace kontor::shipping {

namespace {

constexpr std::string_view kStyle =
    "body{font:11pt/1.4 sans-serif;margin:2cm;color:#111}h1{font-size:16pt}address{font-style:normal;margin:1cm 0}"
    "table{border-collapse:collapse;width:100%}th,td{border-bottom:1px solid #999;padding:.3em .5em;text-align:left}"
    "td.number,th.number{text-align:right}footer{margin-top:1cm;color:#555}@media print{body{margin:0}}";

void add_line(std::string& out, std::string_view text) {
  if (!text.empty()) out += http::html_text(text) + "<br>\n";
}

std::string address_block(const std::optional<postal::Address>& address) {
  if (!address) return "<address>The address was erased.</address>\n";
  std::string out = "<address>\n";
  add_line(out, address->first_name + " " + address->last_name);
  add_line(out, address->line1);
  add_line(out, address->line2.value_or(""));
  add_line(out, format("{} {}{}{}", address->postal_code, address->city, address->region ? ", " : "",
                       address->region.value_or("")));
  add_line(out, address->country);
  return out + "</address>\n";
}

std::string item_row(const PackedItem& item) {
  return format("<tr><td class=\"number\">{}</td><td>{}</td><td>{}</td></tr>\n", item.quantity,
                http::html_text(item.sku), http::html_text(item.name));
}

}  // namespace

std::string packing_slip(const Shipment& shipment, const std::optional<postal::Address>& address) {
  std::string rows;
  std::int64_t weight = 0;
  for (const auto& item : shipment.items) {
    rows += item_row(item);
    weight += item.quantity * item.weight_grams;
  }
  return format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Packing slip {0}</title>\n"
      "<style>{1}</style>\n</head>\n<body>\n<h1>Order {0}</h1>\n{2}<table>\n<tr><th class=\"number\">Quantity</th>"
      "<th>SKU</th><th>Item</th></tr>\n{3}</table>\n<footer>{4}, {5} g, shipment {6}</footer>\n</body>\n</html>\n",
      http::html_text(shipment.number), kStyle, address_block(address), rows, http::html_text(shipment.method_name),
      weight, shipment.id.str());
}

}  // namespace kontor::shipping
