#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/core/result.hpp"
#include "kernel/crypto/key_wrap.hpp"
#include "kernel/db/database.hpp"
#include "kernel/personal/person.hpp"
#include "kernel/personal/sealed.hpp"

namespace kontor::personal {

// A person's key, for as long as a transaction seals with it. Never to be kept: an erasure counts at once.
class PersonKey {
 public:
  PersonKey(const Uuid& id, const crypto::Key& key) : id_(id), key_(key) {}
  Sealed seal(std::string_view plain) const;

 private:
  Uuid id_;
  crypto::Key key_;
};

// Personal data for messages, readable until its person is erased. Works in any module's transaction and role; safe
// from any thread. Throws crypto::WrongMasterKey where the program was started without the master key.
class PersonalData {
 public:
  using Opened = std::vector<std::optional<std::string>>;

  // `wrap` says how the keys are kept at rest.
  explicit PersonalData(crypto::KeyWrap wrap = {}) : wrap_(std::move(wrap)) {}

  // In the order of `persons`, in one statement; a person without a key gets one, which is there when the transaction
  // commits. A transaction that gives the same person a key waits for the first to end.
  std::vector<PersonKey> keys(db::Tx& tx, std::span<const Person> persons) const;
  // For one text; several of one person are sealed by keys().
  Sealed seal(db::Tx& tx, const Person& person, std::string_view plain) const;

  // In the order of `sealed`, in one statement. nullopt: the person was erased, or the text was tampered with; a
  // handler treats both as an erased person.
  Opened open_all(db::Tx& tx, std::span<const Sealed> sealed) const;
  Result<Opened> open_all(const db::Database& database, std::span<const Sealed> sealed) const;

  // Throws the person's key away: when the transaction commits, nothing that was sealed for them opens any more, and
  // what is sealed later has a new key. Waits for a transaction that is giving the person a key. False: there was none.
  bool erase(db::Tx& tx, const Person& person) const;

 private:
  Opened open_with(const db::Rows& keys, std::span<const Sealed> sealed) const;

  crypto::KeyWrap wrap_;
};

}  // namespace kontor::personal
