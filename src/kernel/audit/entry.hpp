#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/core/ids.hpp"
#include "kernel/core/time.hpp"
#include "kernel/crypto/digest.hpp"

namespace kontor::audit {

// A link of the chain.
struct Entry {
  std::int64_t number = 0;  // 1, 2, 3, …
  Timestamp at{};           // of the event
  Uuid event_id;            // in the log
  std::string action;
  std::string subject;
  std::string actor;           // empty: nobody who is known
  std::string correlation_id;  // of the request, or of the command
  std::string before;          // as EntryRecorded has it
  std::string after;           // the same
  std::string personal;        // a personal::Sealed as text; empty: none
  crypto::Digest previous_hash{};
  crypto::Digest hash{};
};

// What an entry says, in one spelling: each member from number to personal as `<length in bytes>:<text>,`.
std::string canonical_text(const Entry& entry);

// SHA-256 of the previous hash (32 bytes) and the canonical text: what `hash` has to be.
crypto::Digest hash_of(const Entry& entry);

// An entry that is known from elsewhere, to hold the chain against: `<number>:<hash in hex>`. Number 0, hash of zeros:
// the beginning.
struct Anchor {
  std::int64_t number = 0;
  crypto::Digest hash{};

  static std::optional<Anchor> parse(std::string_view text);
  std::string str() const;

  bool operator==(const Anchor&) const = default;
};

}  // namespace kontor::audit
