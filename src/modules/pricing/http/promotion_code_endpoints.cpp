#include <algorithm>
#include <array>

#include "kernel/core/random.hpp"
#include "modules/pricing/domain/claim_book.hpp"
#include "modules/pricing/http/endpoints.hpp"
#include "modules/pricing/store/promotion_rows.hpp"

namespace kontor::pricing {

namespace {

constexpr int kMostCodesAtOnce = 10'000;
// Without what looks like something else.
constexpr std::string_view kCodeLetters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

struct CodesPath {
  PromotionId id;
};
KONTOR_DESCRIBE(CodesPath, id)

struct CodePath {
  PromotionId id;
  std::string code;

  static void rules(json::Rules<CodePath>& rule) { rule(&CodePath::code).length(1, 50).example("WELCOME10"); }
};
KONTOR_DESCRIBE(CodePath, id, code)

struct GenerateCodes {
  int count = 0;
  std::string prefix;
  int length = 10;

  static void rules(json::Rules<GenerateCodes>& rule) {
    rule(&GenerateCodes::count).range(1, kMostCodesAtOnce).example(100);
    rule(&GenerateCodes::prefix).optional().length(0, 20).example("SPRING-");
    rule(&GenerateCodes::length).optional().doc("Behind the prefix: how hard it is to guess").range(8, 20);
  }
};
KONTOR_DESCRIBE(GenerateCodes, count, prefix, length)

struct NewCodes {
  std::vector<std::string> codes;
  std::optional<GenerateCodes> generate;
  std::optional<std::int64_t> usage_limit;

  static void rules(json::Rules<NewCodes>& rule) {
    rule(&NewCodes::codes).optional().doc("Either these").items(0, 1000).length(1, 50).example("WELCOME10");
    rule(&NewCodes::generate).doc("Or so many that nobody guesses");
    rule(&NewCodes::usage_limit).doc("Of each: how many orders may have it").range(1, 1'000'000'000).example(1);
  }
};
KONTOR_DESCRIBE(NewCodes, codes, generate, usage_limit)

struct MadeCodes {
  std::vector<std::string> codes;
  std::int64_t skipped = 0;

  static void rules(json::Rules<MadeCodes>& rule) {
    rule(&MadeCodes::skipped).doc("How many were there already, of this or another promotion");
  }
};
KONTOR_DESCRIBE(MadeCodes, codes, skipped)

struct CodeView {
  std::string code;
  std::optional<std::int64_t> usage_limit;
  std::int64_t used = 0;
};
KONTOR_DESCRIBE(CodeView, code, usage_limit, used)

std::string random_code(const GenerateCodes& order) {
  std::array<std::uint8_t, 20> random{};
  const auto length = static_cast<std::size_t>(order.length);
  fill_random(std::span(random).first(length));
  std::string code = order.prefix;
  for (std::size_t i = 0; i < length; ++i) code += kCodeLetters[random[i] % kCodeLetters.size()];
  return code;
}

Result<std::vector<std::string>> codes_in(const NewCodes& body) {
  if (body.codes.empty() == !body.generate) {
    return invalid({{"/codes", "required", "either codes, or how many to generate"}});
  }
  if (!body.generate) {
    std::vector<FieldProblem> problems;
    for (std::size_t i = 0; i < body.codes.size(); ++i) {
      if (!code_key_of(body.codes[i]).empty()) continue;
      problems.push_back({"/codes/" + std::to_string(i), "format", "must not be blank"});
    }
    return problems.empty() ? Result<std::vector<std::string>>(body.codes) : invalid(std::move(problems));
  }
  std::vector<std::string> codes;
  for (int i = 0; i < body.generate->count; ++i) codes.push_back(random_code(*body.generate));
  return codes;
}

template <class Call>
Result<MadeCodes> make_codes(const Room& room, db::Tx& tx, const Call& call) {
  const auto codes = codes_in(call.body);
  if (!codes) return codes.error();
  if (!promotion_rows::find(tx, call.path.id)) return not_found("promotion");
  MadeCodes made{promotion_rows::insert_codes(tx, call.path.id, *codes, call.body.usage_limit), 0};
  made.skipped = static_cast<std::int64_t>(codes->size() - made.codes.size());
  const auto note = "{\"codes\":" + std::to_string(made.codes.size()) + "}";
  room.changes.note(tx, {"promotion_codes_added", "promotion", call.path.id.str(), "", note});
  return made;
}

template <class Call>
Result<void> remove_code(const Room& room, db::Tx& tx, const Call& call) {
  const auto key = code_key_of(call.path.code);
  if (!promotion_rows::remove_code(tx, call.path.id, key)) return not_found("code");
  room.changes.note(tx, {"promotion_code_removed", "promotion", call.path.id.str(), json::to_json(key), ""});
  return {};
}

template <class Call>
Result<http::Page<CodeView>> list_codes(const Room& room, const Call& call) {
  auto database = room.database;
  return database.transact([&](db::Tx& tx) -> Result<http::Page<CodeView>> {
    if (!promotion_rows::find(tx, call.path.id)) return not_found("promotion");
    std::vector<CodeView> views;
    for (auto& one : promotion_rows::codes(tx, call.path.id, call.query.cursor, call.query.limit + 1)) {
      views.push_back({std::move(one.code), one.usage_limit, one.used});
    }
    return page_of(std::move(views), call.query.limit, [](const CodeView& last) { return code_key_of(last.code); });
  });
}

}  // namespace

std::vector<http::Endpoint> promotion_code_endpoints(const Room& room) {
  return {for_readers(http::get("/pricing/promotions/{id}/codes"))
              .summary("The codes of a promotion, by name")
              .path<CodesPath>()
              .query<http::PageQuery>()
              .answers<http::Page<CodeView>>()
              .fails({"not_found"})
              .handle([room](const auto& call) { return list_codes(room, call); }),
          for_writers(http::post("/pricing/promotions/{id}/codes"))
              .summary("New codes of a promotion: given ones, or many that nobody guesses")
              .idempotent()
              .path<CodesPath>()
              .body<NewCodes>()
              .answers<MadeCodes>(201)
              .fails({"not_found"})
              .handle([room](const auto& call) {
                return room.once.run(call, room.database, [&](db::Tx& tx) { return make_codes(room, tx, call); });
              }),
          for_writers(http::del("/pricing/promotions/{id}/codes/{code}"))
              .summary("Takes a code away; what was claimed with it stays counted")
              .path<CodePath>()
              .fails({"not_found"})
              .handle([room](const auto& call) {
                auto database = room.database;
                return database.transact([&](db::Tx& tx) { return remove_code(room, tx, call); });
              })};
}

}  // namespace kontor::pricing
