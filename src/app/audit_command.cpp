#include <algorithm>
#include <array>
#include <cstdio>

#include "app/actions.hpp"
#include "app/admin/audit_views.hpp"
#include "app/commands.hpp"
#include "app/exit_codes.hpp"
#include "app/terminal.hpp"
#include "kernel/core/format.hpp"
#include "kernel/json/json.hpp"

namespace kontor::app {

namespace {

constexpr int kMostAtOnce = 1000;

Result<std::optional<Timestamp>> time_option(const CommandLine& line, std::string_view option) {
  if (!line.has(option)) return std::optional<Timestamp>();
  auto time = parse_timestamp(line.option(option, ""));
  if (!time) return usage_error(format("--{} takes a time such as 2026-03-01T09:30:00Z", option));
  return time;
}

Result<audit::LedgerQuery> query_from(const CommandLine& line) {
  const auto limit = number_option(line, "limit", 20, 1, kMostAtOnce);
  if (!limit) return limit.error();
  const auto from = time_option(line, "from");
  if (!from) return from.error();
  const auto to = time_option(line, "to");
  if (!to) return to.error();
  return audit::LedgerQuery{line.given("action"), line.given("subject"),   line.given("actor"), *from, *to,
                            line.given("after"),  static_cast<int>(*limit)};
}

// A subject may come from anywhere; what would speak to the terminal does not.
std::string printable(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, '?');
  return text;
}

std::string change_of(const admin::AuditEntryView& entry) {
  if (entry.before.text == "null") return entry.after.text == "null" ? "" : entry.after.text;
  return format("{} -> {}", entry.before.text, entry.after.text);
}

void print_entries(const http::Page<admin::AuditEntryView>& page) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& entry : page.data) {
    rows.push_back({std::to_string(entry.number), to_string(entry.at), printable(entry.actor), printable(entry.action),
                    printable(entry.subject), printable(entry.request_id), painted(change_of(entry), Paint::dim)});
  }
  print_table({"NUMBER", "TIME", "ACTOR", "ACTION", "SUBJECT", "REQUEST", "CHANGE"}, rows);
  if (page.page.has_more) std::puts(format("older: --after {}", *page.page.next_cursor).c_str());
}

int list_entries(const CommandLine& line) {
  return in_house(line, [&](House& house) -> Result<void> {
    const auto query = query_from(line);
    if (!query) return query.error();
    auto page = house.ledger().page(*query);
    if (!page && page.error().kind == ErrorKind::invalid) return usage_error("--after takes what a list ended with");
    if (!page) return std::move(page).error();
    const auto view = admin::page_of(*std::move(page), query->limit);
    if (line.has("json")) {
      std::puts(json::to_json(view).c_str());
    } else {
      print_entries(view);
    }
    return {};
  });
}

std::string_view meaning_of(audit::Break::Kind kind) {
  using Kind = audit::Break::Kind;
  switch (kind) {
    case Kind::changed:
      return "it is not what it was when it was written";
    case Kind::unlinked:
      return "it does not follow the entry before it";
    case Kind::missing:
      return "it is gone";
    case Kind::truncated:
      return "the chain ends before it, and did not when the expected hash was noted";
    case Kind::replaced:
      return "its hash is not the expected one: the chain was written anew";
  }
  return "";
}

void print_verification(const audit::Verification& verification) {
  if (verification.broken) {
    const auto text = format("The audit is broken at entry {}: {}. {} entries before it are as they were written.",
                             verification.broken->number, meaning_of(verification.broken->kind), verification.checked);
    std::puts(painted(text, Paint::bad).c_str());
  } else {
    const auto text = format("{} entries are as they were written.", verification.checked);
    std::puts(painted(text, Paint::good).c_str());
    std::puts(format("The chain ends with {}", verification.head.str()).c_str());
  }
  if (!verification.waiting) {
    std::puts("No server has chained anything yet.");
  } else if (*verification.waiting > 0) {
    std::puts(format("{} more are in the log and not in the chain yet.", *verification.waiting).c_str());
  }
}

Result<std::optional<audit::Anchor>> expected_from(const CommandLine& line) {
  if (!line.has("expect")) return std::optional<audit::Anchor>();
  auto anchor = audit::Anchor::parse(line.option("expect", ""));
  if (!anchor) return usage_error("--expect takes NUMBER:HASH, as kontor audit head prints it");
  return anchor;
}

int verify(const CommandLine& line) {
  bool broken = false;
  const int code = in_house(line, [&](House& house) -> Result<void> {
    const auto expected = expected_from(line);
    if (!expected) return expected.error();
    ProgressBar bar("entries");
    const auto verification = house.ledger().verify(*expected, [&](std::int64_t checked, std::int64_t total) {
      bar.update(static_cast<std::uint64_t>(checked), static_cast<std::uint64_t>(total));
    });
    if (!verification) return verification.error();
    broken = verification->broken.has_value();
    if (line.has("json")) {
      std::puts(json::to_json(admin::view_of(*verification)).c_str());
    } else {
      print_verification(*verification);
    }
    return {};
  });
  return code == kDone && broken ? kBroken : code;
}

int print_head(const CommandLine& line) {
  return in_house(line, [&](House& house) -> Result<void> {
    const auto head = house.ledger().head();
    if (!head) return head.error();
    const auto text = line.has("json") ? json::to_json(admin::view_of(*head)) : head->str();
    std::puts(text.c_str());
    return {};
  });
}

constexpr std::array kAuditActions{
    Action{"list", "", "who did what, the newest first", &list_entries},
    Action{"verify", "[--expect NUMBER:HASH]", "whether every entry is as it was written; ends with 3 if not", &verify},
    Action{"head", "", "the newest entry's number and hash, to be kept elsewhere", &print_head},
};

}  // namespace

int audit(const CommandLine& line) {
  return run_action("audit", kAuditActions, line);
}

}  // namespace kontor::app
