#include "modules/catalog/transfer/csv_reader.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "modules/catalog/transfer/csv_writer.hpp"
#include "modules/catalog/transfer/draft.hpp"

using namespace kontor;
using namespace kontor::catalog;

namespace {

using Items = std::vector<CsvReader::Item>;
using Cells = std::vector<std::string>;

Items read_all(std::string_view file, std::size_t piece = 1 << 20, CsvLimits limits = {}) {
  CsvReader reader(limits);
  Items items;
  const auto take = [&] {
    while (auto item = reader.next()) items.push_back(*std::move(item));
  };
  for (; !file.empty(); file.remove_prefix(std::min(piece, file.size()))) {
    reader.feed(file.substr(0, piece));
    take();
  }
  reader.finish();
  take();
  return items;
}

// However the bytes arrive.
Items read_in_pieces(std::string_view file, CsvLimits limits = {}) {
  const auto whole = read_all(file, 1 << 20, limits);
  for (const std::size_t piece : {1, 2, 3, 7, 64}) {
    INFO("in pieces of " << piece);
    CHECK(read_all(file, piece, limits) == whole);
  }
  return whole;
}

CsvReader::Item row(std::int64_t line, Cells cells) {
  return CsvRow{line, std::move(cells)};
}

// Line, column and code of the only problem among the items.
std::tuple<std::int64_t, int, std::string> problem_in(const Items& items) {
  const CsvProblem* found = nullptr;
  for (const auto& item : items) {
    if (const auto* problem = std::get_if<CsvProblem>(&item)) {
      CHECK(found == nullptr);
      found = problem;
    }
  }
  REQUIRE(found != nullptr);
  return {found->line, found->column, found->code};
}

using Told = std::tuple<std::int64_t, int, std::string>;

}  // namespace

TEST_CASE("a file is read as RFC 4180 and spreadsheets write it, in pieces of any size") {
  CHECK(read_in_pieces("a,b\n1,2\n") == Items{row(1, {"a", "b"}), row(2, {"1", "2"})});
  CHECK(read_in_pieces("a,b\r\n1,2\r\n3,4") == Items{row(1, {"a", "b"}), row(2, {"1", "2"}), row(3, {"3", "4"})});
  CHECK(read_in_pieces("a,b\r1,2\r") == Items{row(1, {"a", "b"}), row(2, {"1", "2"})});
  CHECK(read_in_pieces("\xef\xbb\xbf"
                       "a,b\n\xc3\xa4,\n") == Items{row(1, {"a", "b"}), row(2, {"\xc3\xa4", ""})});
  CHECK(read_in_pieces("a;b\n1,5;\"x;y\"\n") == Items{row(1, {"a", "b"}), row(2, {"1,5", "x;y"})});
  CHECK(read_in_pieces("a,b\n\"one \"\"two\"\"\",\"\"\n") == Items{row(1, {"a", "b"}), row(2, {"one \"two\"", ""})});
  CHECK(read_in_pieces("a,b\n\n1,2\n\n\n3,4\n") == Items{row(1, {"a", "b"}), row(3, {"1", "2"}), row(6, {"3", "4"})});
  CHECK(read_in_pieces("").empty());
}

TEST_CASE("a line end within quotes belongs to the field, and the lines behind it keep their numbers") {
  CHECK(read_in_pieces("a,b\n\"one\r\ntwo\nthree\",2\n3,4\n") ==
        Items{row(1, {"a", "b"}), row(2, {"one\r\ntwo\nthree", "2"}), row(5, {"3", "4"})});
}

TEST_CASE("a broken row is told with its place, and the rows around it are read") {
  const std::string head = "a,b,c\n1,2,3\n";
  const std::string tail = "\n7,8,9\n";
  const auto check = [&](const std::string& broken, const Told& expected) {
    INFO(broken);
    const auto items = read_in_pieces(head + broken + tail);
    CHECK(problem_in(items) == expected);
    REQUIRE(items.size() == 4);
    CHECK(items[1] == row(2, {"1", "2", "3"}));
    CHECK(items[3] == row(4, {"7", "8", "9"}));
  };
  check("4,5", {3, 3, "columns"});
  check("4,5,6,7", {3, 4, "columns"});
  check("4,5\"5,6", {3, 2, "quote"});
  check("4,\"5\"5,6", {3, 2, "quote"});
  check("4,5,\"6", {3, 3, "quote"});
  check("4,\xff,6", {3, 2, "encoding"});
  check(std::string("4,5,\0", 5) + "6", {3, 3, "character"});
}

TEST_CASE("a quote without an end costs one row, not the rest of the file") {
  const auto items = read_in_pieces("a,b\n1,\"2\n3,4\n5,\"6\n7,8\n");
  REQUIRE(items.size() == 5);
  CHECK(items[2] == row(3, {"3", "4"}));
  CHECK(items[4] == row(5, {"7", "8"}));
}

TEST_CASE("what is too long is refused, and memory stays bounded") {
  const CsvLimits limits{.field_bytes = 10, .row_bytes = 40, .columns = 4};
  CHECK(problem_in(read_in_pieces("a,b\n1,12345678901\n3,4\n", limits)) == Told{2, 2, "length"});
  CHECK(problem_in(read_in_pieces("a,b\n1,2,3,4,5,6\n3,4\n", limits)) == Told{2, 5, "columns"});
  CsvReader reader(limits);
  reader.feed("a,b\n");
  (void)reader.next();
  for (int i = 0; i < 100 && !reader.gave_up(); ++i) {
    reader.feed(std::string(40, 'x'));
    while (reader.next()) {
    }
  }
  CHECK(reader.gave_up());
}

TEST_CASE("a header that cannot be read ends the reading") {
  CHECK(read_in_pieces("a,\"b\n1,2\n").size() == 1);
  CHECK(problem_in(read_in_pieces("\xff\xfe"
                                  "a\n1\n")) == Told{1, 1, "encoding"});
}

TEST_CASE("whatever is written is read back") {
  std::mt19937 random(11);
  const std::string alphabet = "ab,;\"\r\n '\xc3\xa4";
  for (int round = 0; round < 200; ++round) {
    CsvWriter writer;
    Items expected{row(1, {"first", "second", "third"})};
    writer.add("first").add("second").add("third").end_row();
    std::int64_t line = 2;
    for (int i = 0; i < 5; ++i) {
      Cells cells{"x"};
      for (int j = 0; j < 2; ++j) {
        auto& cell = cells.emplace_back();
        for (auto length = random() % 8; length > 0; --length) {
          const auto at = random() % 10;
          cell += at == 9 ? std::string("\xc3\xa4") : std::string(1, alphabet[at]);
        }
      }
      for (const auto& cell : cells) writer.add(cell);
      writer.end_row();
      expected.push_back(row(line, cells));
      for (const auto& cell : cells) {
        for (std::size_t k = 0; k < cell.size(); ++k) {
          if (cell[k] == '\n' || (cell[k] == '\r' && (k + 1 == cell.size() || cell[k + 1] != '\n'))) ++line;
        }
      }
      ++line;
    }
    const auto text = writer.take();
    INFO(text);
    REQUIRE(read_all(text) == expected);
  }
}

TEST_CASE("a file that was mangled is read the same in any pieces, and each line at most once") {
  std::mt19937 random(3);
  for (int round = 0; round < 1500; ++round) {
    std::string file = "a,b,c\n1,\"two\nlines\",3\n4,5,6\n\"7\",\"8 \"\"eight\"\"\",9\n";
    for (auto changes = random() % 6 + 1; changes > 0; --changes) {
      const auto at = random() % file.size();
      const std::string pieces =
          "\",;\n\r\xff"
          "x";
      switch (random() % 3) {
        case 0:
          file[at] = pieces[random() % pieces.size()];
          break;
        case 1:
          file.insert(at, 1, pieces[random() % pieces.size()]);
          break;
        default:
          file.erase(at, 1 + random() % 3);
          break;
      }
      if (file.empty()) file = "\"";
    }
    INFO(file);
    const auto items = read_all(file);
    REQUIRE(read_all(file, 1) == items);
    std::int64_t last = 0;
    for (const auto& item : items) {
      const auto line = std::visit([](const auto& one) { return one.line; }, item);
      REQUIRE(line > last);
      last = line;
    }
  }
}

TEST_CASE("amounts are read in the units of their currency, exactly or not at all") {
  const auto euro = *Currency::parse("EUR");
  const auto yen = *Currency::parse("JPY");
  CHECK(read_amount("19.90", euro) == 1990);
  CHECK(read_amount("19,9", euro) == 1990);
  CHECK(read_amount("19", euro) == 1900);
  CHECK(read_amount("1980.00", yen) == 1980);
  CHECK(read_amount("0", euro) == 0);
  for (const auto* wrong : {"", "19.999", "1.000,00", "-1", "+1", "1e3", "12.3.4", ".5", "99999999999999999999"}) {
    INFO(wrong);
    CHECK_FALSE(read_amount(wrong, euro));
  }
  for (const std::int64_t minor : {0, 5, 99, 100, 123456}) {
    CHECK(read_amount(write_amount(minor, euro), euro) == minor);
    CHECK(read_amount(write_amount(minor, yen), yen) == minor);
  }
}
