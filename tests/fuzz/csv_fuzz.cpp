// Any bytes are read as rows or told as problems, the same however they arrive, and whatever a row says becomes a
// draft without harm.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/demand.hpp"
#include "kernel/core/text.hpp"
#include "modules/catalog/transfer/csv_reader.hpp"
#include "modules/catalog/transfer/csv_writer.hpp"
#include "modules/catalog/transfer/draft.hpp"
#include "modules/catalog/transfer/layout.hpp"

using namespace kontor;
using namespace kontor::catalog;

namespace {

std::vector<CsvReader::Item> read(std::string_view text, std::size_t piece) {
  CsvReader reader({.field_bytes = 4096, .row_bytes = 16384, .columns = 60});
  std::vector<CsvReader::Item> items;
  const auto take = [&] {
    while (auto item = reader.next()) items.push_back(*std::move(item));
  };
  for (; !text.empty(); text.remove_prefix(std::min(piece, text.size()))) {
    reader.feed(text.substr(0, piece));
    take();
  }
  reader.finish();
  take();
  return items;
}

void check_row(const CsvRow& row, const Layout* layout) {
  for (const auto& cell : row.cells) demand(text::is_valid_utf8(cell), "a cell is UTF-8");
  CsvWriter writer;
  for (std::size_t i = 0; i < row.cells.size(); ++i) writer.add("h");
  writer.end_row();
  for (const auto& cell : row.cells) writer.add(cell);
  writer.end_row();
  if (row.cells.size() > 1) {
    const auto again = read(writer.take(), 1 << 20);
    const auto* same = again.size() == 2 ? std::get_if<CsvRow>(&again[1]) : nullptr;
    demand(same != nullptr && same->cells == row.cells, "what is written is read again");
  }
  if (layout == nullptr) return;
  for (const auto& mistake : read_draft(*layout, {&row, 1}).mistakes) {
    demand(mistake.line == row.line && mistake.column > 0, "a mistake has a place");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto items = read(text, 1 << 20);
  demand(read(text, 5) == items, "the pieces make no difference");
  std::optional<Layout> layout;
  for (const auto& item : items) {
    const auto* row = std::get_if<CsvRow>(&item);
    if (row == nullptr) continue;
    check_row(*row, layout ? &*layout : nullptr);
    if (row->line != 1 || layout) continue;
    if (auto known = layout_of(row->cells, *Currency::parse("EUR"))) layout = *std::move(known);
  }
  return 0;
}
