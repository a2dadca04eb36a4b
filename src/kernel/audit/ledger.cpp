#include "kernel/audit/ledger.hpp"

#include "kernel/audit/chain.hpp"
#include "kernel/audit/store/entries.hpp"
#include "kernel/audit/walk/chain_walk.hpp"
#include "kernel/core/text.hpp"

namespace kontor::audit {

namespace {

constexpr int kWalkedAtOnce = 500;

std::string cursor_of(std::int64_t number) {
  return text::base64url(std::to_string(number));
}

std::optional<std::int64_t> number_of(const std::string& cursor) {
  const auto plain = text::decode_base64url(cursor);
  return plain ? text::parse_int(*plain) : std::nullopt;
}

}  // namespace

Result<LedgerPage> Ledger::page(const LedgerQuery& query) const {
  store::EntryQuery wanted{query.action, query.subject, query.actor, query.from, query.to, {}, query.limit + 1};
  if (query.cursor) {
    wanted.older_than = number_of(*query.cursor);
    if (!wanted.older_than) return invalid({{"/cursor", "format", "is not from an earlier page"}});
  }
  auto found = store::newest(audit_, wanted);
  if (!found) return std::move(found).error();
  LedgerPage page;
  if (found->size() > static_cast<std::size_t>(query.limit)) {
    found->pop_back();
    page.next = cursor_of(found->back().number);
  }
  auto entries = opened(*std::move(found));
  if (!entries) return std::move(entries).error();
  page.entries = *std::move(entries);
  return page;
}

Result<std::vector<LedgerEntry>> Ledger::opened(std::vector<Entry> entries) const {
  std::vector<personal::Sealed> sealed;
  for (const auto& entry : entries) {
    if (auto one = personal::Sealed::parse(entry.personal)) sealed.push_back(*std::move(one));
  }
  const auto texts = personal_.open_all(audit_, sealed);
  if (!texts) return texts.error();
  std::vector<LedgerEntry> ledger;
  auto text = texts->begin();
  for (auto& entry : entries) {
    auto& one = ledger.emplace_back(LedgerEntry{std::move(entry), std::nullopt, false});
    if (one.entry.personal.empty()) continue;
    if (personal::Sealed::parse(one.entry.personal)) one.personal = *text++;
    one.erased = !one.personal;
  }
  return ledger;
}

Result<Anchor> Ledger::head() const {
  return store::head(audit_);
}

Result<Verification> Ledger::verify(const std::optional<Anchor>& expected, const Progress& progress) const {
  const auto head = store::head(audit_);
  if (!head) return head.error();
  ChainWalk walk(*head, expected);
  while (!walk.ended()) {
    const auto entries = store::between(audit_, walk.reached(), head->number, kWalkedAtOnce);
    if (!entries) return entries.error();
    walk.take(*entries);
    if (progress) progress(walk.checked(), head->number);
  }
  const auto left = waiting();
  if (!left) return left.error();
  return Verification{walk.checked(), *head, walk.broken(), *left};
}

Result<std::optional<std::int64_t>> Ledger::waiting() const {
  const auto group = groups_.find(std::string(kChainGroup));
  if (group) return std::optional(group->lag_events + group->dead_letters + group->queued);
  if (group.error().kind == ErrorKind::not_found) return std::optional<std::int64_t>();
  return group.error();
}

}  // namespace kontor::audit
