#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kernel/json/describe.hpp"

// The goods of an invented shop, with one of each kind of member.
namespace goods {

struct MugTag {
  static constexpr std::string_view kPrefix = "mug";
};
using MugId = kontor::Id<MugTag>;

enum class Colour { blue, green, red = -1 };
KONTOR_DESCRIBE_ENUM(Colour, blue, green, red)

// Contains itself.
struct Category {
  std::string slug;
  std::vector<Category> children;

  static void rules(kontor::json::Rules<Category>& rule) {
    rule(&Category::slug).format("slug");
    rule(&Category::children).optional();
  }
};
KONTOR_DESCRIBE(Category, slug, children)

struct Mug {
  MugId id;
  std::string name;
  std::optional<std::string> note;
  Colour colour = Colour::blue;
  int volume_ml = 0;
  double weight = 0;
  bool fragile = false;
  kontor::Money price;
  std::vector<std::string> tags;
  std::map<std::string, int> stock;
  std::optional<Category> category;
  kontor::Timestamp made_at;
  kontor::json::Raw attributes;
  std::string maker = "unknown";

  static void rules(kontor::json::Rules<Mug>& rule) {
    rule(&Mug::name).doc("What it is called").length(1, 10).example("Blue mug");
    rule(&Mug::note).length(0, 20).omit_empty();
    rule(&Mug::volume_ml).range(1, 5000).example(350);
    rule(&Mug::weight).range(0, 2.5);
    rule(&Mug::tags).items(0, 3).length(1, 5);
    rule(&Mug::stock).items(0, 2).at_least(0);
    rule(&Mug::attributes).optional();
    rule(&Mug::maker).optional().one_of({"unknown", "Ada", "Grace"});
  }
};
KONTOR_DESCRIBE(Mug, id, name, note, colour, volume_ml, weight, fragile, price, tags, stock, category, made_at,
                attributes, maker)

template <class T>
struct Page {
  std::vector<T> data;
  std::optional<std::string> next_cursor;

  KONTOR_DESCRIBE_HERE(Page, data, next_cursor)
};

struct Widths {
  std::int8_t i8 = 0;
  std::uint8_t u8 = 0;
  std::int16_t i16 = 0;
  std::uint16_t u16 = 0;
  std::int32_t i32 = 0;
  std::uint32_t u32 = 0;
  std::int64_t i64 = 0;
  std::uint64_t u64 = 0;

  static void rules(kontor::json::Rules<Widths>& rule) {
    for (auto* one : {&rule(&Widths::i8), &rule(&Widths::u8), &rule(&Widths::i16), &rule(&Widths::u16),
                      &rule(&Widths::i32), &rule(&Widths::u32), &rule(&Widths::i64), &rule(&Widths::u64)}) {
      one->optional();
    }
  }
};
KONTOR_DESCRIBE(Widths, i8, u8, i16, u16, i32, u32, i64, u64)

struct Login {
  std::string email;
  std::string password;
  std::optional<std::string> birthday;
  std::vector<std::string> links;

  static void rules(kontor::json::Rules<Login>& rule) {
    rule(&Login::email).format("email");
    rule(&Login::password).length(8, 100).secret();
    rule(&Login::birthday).format("date");
    rule(&Login::links).optional().format("uri");
  }
};
KONTOR_DESCRIBE(Login, email, password, birthday, links)

inline const std::string kMugJson =
    R"({"id":"mug_01hxnjwz0tfmz9y05v3mp3mkjz","name":"Blue mug","colour":"red","volume_ml":350,"weight":0.25,)"
    R"("fragile":true,"price":{"amount":1999,"currency":"EUR"},"tags":["new","sale"],"stock":{"berlin":3},)"
    R"("category":{"slug":"mugs","children":[{"slug":"big-mugs","children":[]}]},)"
    R"("made_at":"2026-03-01T09:30:00.000000Z","attributes":{"a":[1,2.50,null,{"b":"c"}]},"maker":"Ada"})";

}  // namespace goods
