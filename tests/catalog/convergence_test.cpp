#include <atomic>
#include <catch2/catch.hpp>
#include <cstdlib>
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

int edits_of_a_round() {
  return std::getenv("KONTOR_TEST_FULL") != nullptr ? 2000 : 120;
}

// Two programs on one database. Time stands still: what is old in a cache is corrected by what is heard, or never.
class TwoInstances {
 public:
  TwoInstances() {
    one_.start();
    other_.start();
    for (int i = 0; i < kProducts; ++i) {
      paths_.push_back(
          "/products/" +
          one_.create("0", {{"slug", "p" + std::to_string(i)}, {"description", "0"}, {"tags", {"0"}}})["id"]
              .get<std::string>());
    }
  }

  CatalogInstance& instance(unsigned which) { return which % 2 == 0 ? one_ : other_; }
  const std::string& path(unsigned which) const { return paths_[which % kProducts]; }

  // Name, description and tag always say the same.
  bool edit(unsigned seed, int value) {
    const auto words = std::to_string(value);
    auto& editor = instance(seed);
    const auto answer =
        editor.staff("PATCH", path(seed / 2), {{"name", words}, {"description", words}, {"tags", {words}}}, "*");
    // Who writes reads what they wrote, wherever.
    if (answer.status() != 200) return false;
    const auto seen = json_of(instance(seed + 1).staff("GET", path(seed / 2)));
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
        if (json_of(each->get(path)) != truth) return false;
      }
    }
    const auto truth = json_of(one_.staff("GET", "/products?sort=oldest"));
    return json_of(one_.get("/products?sort=oldest")) == truth && json_of(other_.get("/products?sort=oldest")) == truth;
  }

 private:
  CatalogDatabase database_;
  CatalogInstance one_{database_.connection()};
  CatalogInstance other_{database_.connection()};
  std::vector<std::string> paths_;
};

}  // namespace

TEST_CASE("two instances never show a product that never was, and agree in the end") {
  TwoInstances shop;
  std::atomic<bool> done = false;
  std::atomic<int> last = 0;
  std::atomic<int> wrong = 0;
  std::atomic<int> reads = 0;
  const auto read = [&](unsigned seed) {
    std::minstd_rand random(seed);
    while (!done) {
      const auto which = static_cast<unsigned>(random());
      const auto answer = shop.instance(which).get(which % 3 == 0 ? "/products?sort=oldest" : shop.path(which / 2));
      const auto body = json_of(answer);
      const int known = last;
      if (body.contains("data")) {
        for (const auto& product : body["data"]) wrong += !TwoInstances::is_a_state_that_was(product, known);
      } else {
        wrong += !TwoInstances::is_a_state_that_was(body, known);
      }
      ++reads;
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
  CHECK(refused == 0);
  CHECK(wrong == 0);
  CHECK(reads > 0);
  CHECK(test::eventually([&] { return shop.agree(); }));
}
