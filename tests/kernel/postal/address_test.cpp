#include "kernel/postal/address.hpp"

#include <catch2/catch.hpp>

#include "kernel/core/one_line.hpp"
#include "kernel/json/json.hpp"

namespace kontor::postal {
namespace {

Address good() {
  return {.first_name = "Ada",
          .last_name = "Lovelace",
          .line1 = "Invalidenstraße 116",
          .line2 = {},
          .city = "Berlin",
          .region = {},
          .postal_code = "10115",
          .country = "DE",
          .phone = {}};
}

std::vector<std::string> complaints(const Address& address) {
  std::vector<std::string> out;
  for (const auto& problem : check(address)) out.push_back(problem.pointer + ' ' + problem.code);
  return out;
}

using Complaints = std::vector<std::string>;

TEST_CASE("a good address has no problems") {
  CHECK(check(good()).empty());
}

TEST_CASE("everything that is wrong is named at once, below the pointer") {
  const Address nothing{.first_name = " ",
                        .last_name = {},
                        .line1 = {},
                        .line2 = {},
                        .city = {},
                        .region = {},
                        .postal_code = {},
                        .country = "US",
                        .phone = "call me"};
  CHECK(complaints(nothing) == Complaints{"/first_name required", "/last_name required", "/line1 required",
                                          "/city required", "/region required", "/postal_code required",
                                          "/phone format"});
  auto address = good();
  address.postal_code = "1011";
  const auto problems = check(address, "/shipping_address");
  REQUIRE(problems.size() == 1);
  CHECK(problems[0] ==
        FieldProblem{"/shipping_address/postal_code", "format", "must be a postal code of DE, such as 01123"});
}

TEST_CASE("a country that does not exist is refused") {
  for (const auto* country : {"", "XX", "DEU", "Germany", "D1"}) {
    auto address = good();
    address.country = country;
    CAPTURE(country);
    CHECK(complaints(address) == Complaints{"/country unknown_country"});
  }
}

TEST_CASE("a region is needed where addresses have one, and has to exist") {
  auto address = good();
  address.country = "US";
  address.postal_code = "94103";
  CHECK(complaints(address) == Complaints{"/region required"});
  address.region = "Bavaria";
  CHECK(complaints(address) == Complaints{"/region unknown_region"});
  address.region = "california";
  CHECK(complaints(address).empty());
  CHECK(normalised(address).region == "CA");
}

TEST_CASE("no postal code is needed where there are none") {
  auto address = good();
  address.country = "HK";
  address.postal_code = "";
  CHECK(complaints(address).empty());
}

TEST_CASE("nothing in an address breaks a line or controls what shows it") {
  for (const auto& bad :
       {std::string("Ada\nBcc: all"), std::string("Ada\rX"), std::string("Ada\0X", 5), std::string("A\tB"),
        std::string("A\x7f") + "B", std::string("A\xc2\x85X"), std::string("A\xe2\x80\xa8X"),
        std::string("A\xe2\x80\xaeX"), std::string("A\xe2\x81\xa6X"), std::string("A\xffX")}) {
    CHECK_FALSE(text::is_one_line(bad));
    auto address = good();
    address.first_name = address.last_name = address.line1 = address.city = bad;
    address.line2 = address.region = bad;
    address.phone = bad;
    CHECK(complaints(address) == Complaints{"/first_name format", "/last_name format", "/line1 format", "/line2 format",
                                            "/city format", "/region format", "/phone format"});
  }
  CHECK(text::is_one_line("Łódź, 東京 · café — “naïve” 👋"));
}

TEST_CASE("lengths are counted in characters") {
  auto address = good();
  address.city.clear();
  for (std::size_t i = 0; i < kLongestName; ++i) address.city += "ü";
  CHECK(complaints(address).empty());
  address.city += "ü";
  CHECK(complaints(address) == Complaints{"/city length"});
}

TEST_CASE("telephone numbers are digits behind an optional plus") {
  const std::pair<const char*, const char*> good_ones[] = {{"+49 (0)30 / 1234-567", "+490301234567"},
                                                           {"0044 20 7946 0000", "+442079460000"},
                                                           {"030 1234567", "0301234567"},
                                                           {"555.0100", "5550100"}};
  for (const auto& [given, kept] : good_ones) {
    auto address = good();
    address.phone = given;
    CAPTURE(given);
    CHECK(complaints(address).empty());
    CHECK(normalised(address).phone == kept);
  }
  for (const auto* bad : {"1234", "+0123456", "12345678901234567", "+49 30 CALL", "++4930123456", "123456;ext=1"}) {
    auto address = good();
    address.phone = bad;
    CAPTURE(bad);
    CHECK(complaints(address) == Complaints{"/phone format"});
  }
}

TEST_CASE("an address is kept as the post writes it, and stays so") {
  const Address given{.first_name = " Ada ",
                      .last_name = "Lovelace\n",
                      .line1 = "12 St James's Square",
                      .line2 = "  ",
                      .city = "London ",
                      .region = "",
                      .postal_code = " sw1y4le ",
                      .country = "gb",
                      .phone = ""};
  const auto kept = normalised(given);
  CHECK(kept == Address{.first_name = "Ada",
                        .last_name = "Lovelace",
                        .line1 = "12 St James's Square",
                        .line2 = {},
                        .city = "London",
                        .region = {},
                        .postal_code = "SW1Y 4LE",
                        .country = "GB",
                        .phone = {}});
  CHECK(normalised(kept) == kept);
}

TEST_CASE("an address is read with its described rules") {
  const auto read =
      json::read<Address>(R"({"first_name":"A","last_name":"B","line1":"C 1","city":"Hong Kong","country":"HK"})");
  REQUIRE(read);
  CHECK(check(*read).empty());
  CHECK_FALSE(json::read<Address>(R"({"first_name":"A","roles":["administrator"]})"));
}

}  // namespace
}  // namespace kontor::postal
