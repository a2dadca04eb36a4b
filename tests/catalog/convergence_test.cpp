#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <mutex>
#include <random>
#include <thread>

#include "catalog/catalog_instance.hpp"
#include "support/eventually.hpp"

using namespace kontor;
using test::CatalogDatabase;
using test::CatalogInstance;
using test::json_of;
using Json = nlohmann::json;

namespace {

constexpr int kProducts = 4;

// Lists that depend on all that an edit changes.
const std::vector<std::string> kLists{
    "/products?sort=oldest",  "/products?sort=-name",
    "/products?sort=price",   "/products?max_price=60",
    "/products?brand=halden", "/products?attr.parity=odd&fields=id,name,description,tags",
    "/products?tag=7",        "/products?limit=1&facets=true"};

int edits_of_a_round() {
  return std::getenv("KONTOR_TEST_FULL") != nullptr ? 2000 : 120;
}

// Two programs on one database. Time stands still: what is old in a cache is corrected by what is heard, or never.
class TwoInstances {
 public:
  TwoInstances() {
    one_.start();
    other_.start();
    for (const auto* brand : {"Halden", "Nordic"}) (void)one_.staff("POST", "/brands", {{"name", brand}});
    (void)one_.staff("POST", "/attributes",
                     {{"code", "parity"}, {"name", "Parity"}, {"kind", "text"}, {"facet", true}});
    for (int i = 0; i < kProducts; ++i) {
      paths_.push_back("/products/" + one_.create("0", {{"slug", "p" + std::to_string(i)},
                                                        {"description", "0"},
                                                        {"tags", {"0"}},
                                                        {"variants", {{{"sku", "P-" + std::to_string(i)}}}}})["id"]
                                          .get<std::string>());
    }
  }

  CatalogInstance& instance(unsigned which) { return which % 2 == 0 ? one_ : other_; }
  const std::string& path(unsigned which) const { return paths_[which % kProducts]; }

  // Name, description and tag always say the same; all else changes with them.
  bool edit(unsigned seed, int value) {
    const auto words = std::to_string(value);
    auto& editor = instance(seed);
    const auto which = seed / 2 % kProducts;
    const Json price = {{"amount", value % 100 + 1}, {"currency", "EUR"}};
    const Json all = {{"name", words},
                      {"description", words},
                      {"tags", {words}},
                      {"brand", seed % 3 == 0 ? "halden" : "nordic"},
                      {"attributes", {{"parity", value % 2 == 0 ? "even" : "odd"}}},
                      {"status", seed % 5 == 0 ? "archived" : "published"},
                      {"variants", {{{"sku", "P-" + std::to_string(which)}, {"prices", {price}}}}}};
    const auto answer = editor.staff("PATCH", path(which), all, "*");
    // Who writes reads what they wrote, wherever.
    if (answer.status() != 200) return false;
    const auto seen = json_of(instance(seed + 1).staff("GET", path(which)));
    return seen["version"].get<int>() >= json_of(answer)["version"].get<int>();
  }

  static bool is_a_state_that_was(const Json& product, int last) {
    const auto name = product["name"].get<std::string>();
    return product["description"] == name && product["tags"] == Json({name}) && std::stoi(name) <= last;
  }

  bool agree() {
    for (const auto& path : paths_) {
      const auto truth = json_of(one_.staff("GET", path));
      for (auto* each : {&one_, &other_}) {
        const auto shown = each->get(path);
        if (shown.status() == 404 ? truth["status"] == "published" : json_of(shown) != truth) return false;
      }
    }
    for (const auto& list : kLists) {
      const auto truth = json_of(one_.staff("GET", list + "&status=published"));
      if (json_of(one_.get(list)) != truth || json_of(other_.get(list)) != truth) return false;
    }
    return true;
  }

 private:
  CatalogDatabase database_;
  CatalogInstance one_{database_.connection()};
  CatalogInstance other_{database_.connection()};
  std::vector<std::string> paths_;
};

}  // namespace

TEST_CASE("two instances never show a product that never was, and agree in the end, also in every list") {
  TwoInstances shop;
  std::atomic<bool> done = false;
  std::atomic<int> last = 0;
  std::atomic<int> wrong = 0;
  std::atomic<int> reads = 0;
  std::mutex mutex;
  std::string failure;
  const auto read = [&](unsigned seed) {
    std::minstd_rand random(seed);
    while (!done) {
      const auto which = static_cast<unsigned>(random());
      const auto& path = which % 3 == 0 ? kLists[which / 3 % kLists.size()] : shop.path(which / 2);
      const auto answer = shop.instance(which).get(path);
      ++reads;
      if (answer.status() == 404) continue;  // archived at this moment
      if (answer.status() != 200) {
        const std::lock_guard lock(mutex);
        failure = path + ": " + answer.body();
        continue;
      }
      const auto body = json_of(answer);
      const int known = last;
      if (body.contains("data")) {
        for (const auto& product : body["data"]) wrong += !TwoInstances::is_a_state_that_was(product, known);
      } else {
        wrong += !TwoInstances::is_a_state_that_was(body, known);
      }
    }
  };
  std::thread first(read, 1);
  std::thread second(read, 2);
  std::minstd_rand random(7);
  int refused = 0;
  for (int edit = 1; edit <= edits_of_a_round(); ++edit) {
    last = edit;
    refused += !shop.edit(static_cast<unsigned>(random()), edit);
  }
  done = true;
  first.join();
  second.join();
  INFO(failure);
  CHECK(failure.empty());
  CHECK(refused == 0);
  CHECK(wrong == 0);
  CHECK(reads > 0);
  CHECK(test::eventually([&] { return shop.agree(); }));
}
