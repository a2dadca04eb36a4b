#include "modules/catalog/seed/vocabulary.hpp"

#include <algorithm>

#include "kernel/core/check.hpp"

namespace kontor::catalog::seed {

namespace {

constexpr CategoryEntry kCategories[] = {
    {"clothing", "Clothing", ""},
    {"men", "Men", "clothing"},
    {"mens-shirts", "Shirts", "men"},
    {"mens-trousers", "Trousers", "men"},
    {"mens-knitwear", "Knitwear", "men"},
    {"women", "Women", "clothing"},
    {"womens-dresses", "Dresses", "women"},
    {"womens-blouses", "Blouses", "women"},
    {"womens-knitwear", "Knitwear", "women"},
    {"accessories", "Accessories", "clothing"},
    {"scarves", "Scarves", "accessories"},
    {"bags", "Bags", "accessories"},

    {"home", "Home", ""},
    {"kitchen", "Kitchen", "home"},
    {"knives", "Knives", "kitchen"},
    {"cookware", "Cookware", "kitchen"},
    {"tableware", "Tableware", "kitchen"},
    {"bedding", "Bedding", "home"},
    {"lighting", "Lighting", "home"},
    {"decoration", "Decoration", "home"},

    {"outdoor", "Outdoor", ""},
    {"tents", "Tents", "outdoor"},
    {"sleeping", "Sleeping", "outdoor"},
    {"backpacks", "Backpacks", "outdoor"},
    {"camp-kitchen", "Camp Kitchen", "outdoor"},

    {"books-stationery", "Books & Stationery", ""},
    {"books", "Books", "books-stationery"},
    {"cookbooks", "Cookbooks", "books"},
    {"novels", "Novels", "books"},
    {"notebooks", "Notebooks", "books-stationery"},
    {"writing", "Writing", "books-stationery"},

    {"electronics", "Electronics", ""},
    {"audio", "Audio", "electronics"},
    {"headphones", "Headphones", "audio"},
    {"speakers", "Speakers", "audio"},
    {"computing", "Computing", "electronics"},
    {"power", "Power", "electronics"},

    {"garden", "Garden", ""},
    {"garden-tools", "Tools", "garden"},
    {"pots", "Pots & Planters", "garden"},
    {"seeds", "Seeds", "garden"},
    {"watering", "Watering", "garden"},

    {"toys", "Toys", ""},
    {"wooden-toys", "Wooden Toys", "toys"},
    {"soft-toys", "Soft Toys", "toys"},
    {"puzzles", "Puzzles", "toys"},
    {"games", "Games", "toys"},

    {"beauty", "Beauty", ""},
    {"skin-care", "Skin Care", "beauty"},
    {"hair-care", "Hair Care", "beauty"},
    {"bath", "Bath", "beauty"},

    {"food-drink", "Food & Drink", ""},
    {"coffee", "Coffee", "food-drink"},
    {"tea", "Tea", "food-drink"},
    {"chocolate", "Chocolate", "food-drink"},
    {"pantry", "Pantry", "food-drink"},

    {"bicycles", "Bicycles", ""},
    {"city-bikes", "City Bikes", "bicycles"},
    {"bike-parts", "Parts", "bicycles"},
    {"saddles", "Saddles", "bike-parts"},
    {"bike-lights", "Lights", "bike-parts"},
    {"bike-bags", "Bags & Baskets", "bicycles"},

    {"pets", "Pets", ""},
    {"dogs", "Dogs", "pets"},
    {"cats", "Cats", "pets"},
    {"birds", "Birds", "pets"},

    {"office", "Office", ""},
    {"desk", "On the Desk", "office"},
    {"desk-lamps", "Desk Lamps", "office"},
    {"filing", "Filing", "office"},

    {"sports", "Sports", ""},
    {"yoga", "Yoga", "sports"},
    {"running", "Running", "sports"},
    {"climbing", "Climbing", "sports"},

    {"kids", "Baby & Kids", ""},
    {"baby-clothing", "Baby Clothing", "kids"},
    {"nursery", "Nursery", "kids"},
    {"feeding", "Feeding", "kids"},
};

constexpr Words kSeries =
    "Halden|Alba|Norr|Fjella|Mira|Tove|Arlo|Linnea|Bruno|Solveig|Ebba|Kasimir|Ondine|Pelle|Saga|Tilda|Vesper|Ivo|Juno|"
    "Kaia|Lumi|Marlo|Nela|Otis|Pippa|Quill|Runa|Sorrel|Teo|Una|Vida|Wren|Yara|Zola|Aster|Birk|Calla|Dune|Elma|Fenn|"
    "Greta|Hazel|Isla|Jory|Kito|Larch|Maren|Noor|Oslin|Petra|Rowan|Senna|Thyra|Ulla|Vale|Willa|Ylva|Zia|Bram|Cleo";

const CategoryEntry& entry_of(std::string_view slug) {
  const auto* entry = std::ranges::find(kCategories, slug, &CategoryEntry::slug);
  KONTOR_CHECK(entry != std::end(kCategories), "every category that the vocabulary names is in its table");
  return *entry;
}

}  // namespace

std::span<const CategoryEntry> category_entries() {
  return kCategories;
}

Words series() {
  return kSeries;
}

const Department& department_of(const Kind& kind) {
  const CategoryEntry* entry = &entry_of(kind.category);
  while (!entry->parent.empty()) entry = &entry_of(entry->parent);
  const auto department = std::ranges::find(departments(), entry->slug, &Department::category);
  KONTOR_CHECK(department != departments().end(), "every top category is a department");
  return *department;
}

}  // namespace kontor::catalog::seed
