#pragma once

// Describe once, use everywhere: from one description come strict reading that reports every problem with its pointer,
// writing, JSON Schema (OpenAPI, event schemas), query parameters and configuration keys.
//
//   struct Address {
//     std::string city;
//     std::optional<std::string> region;   // may be missing or null; everything else is required …
//     int floor = 0;                       // … unless a rule says it may be missing and the default stands
//
//     static void rules(json::Rules<Address>& rule) {
//       rule(&Address::city).doc("City or town").length(1, 100).example("Berlin");
//       rule(&Address::floor).optional().range(-5, 200);
//     }
//   };
//   KONTOR_DESCRIBE(Address, city, region, floor)
//
// What a member may be: bool, integers, double, std::string, described enums and structs, std::optional, std::vector,
// std::map<std::string, T>, Raw, and the values of kernel/core: Id<Tag>, Uuid, Money, Currency, Timestamp.

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "kernel/json/type.hpp"

// At namespace scope, behind the struct and in its namespace.
#define KONTOR_DESCRIBE(Type, ...) BOOST_DESCRIBE_STRUCT(Type, (), (__VA_ARGS__))
// Inside the body, for class templates: KONTOR_DESCRIBE_HERE(Page, data, page)
#define KONTOR_DESCRIBE_HERE(Type, ...) BOOST_DESCRIBE_CLASS(Type, (), (__VA_ARGS__), (), ())
// The names of the enumerators are the strings on the wire.
#define KONTOR_DESCRIBE_ENUM(Type, ...) BOOST_DESCRIBE_ENUM(Type, __VA_ARGS__)
