#include "kernel/events/group.hpp"

#include <algorithm>

#include "kernel/core/check.hpp"
#include "kernel/core/format.hpp"

namespace kontor::events {

Group::Group(std::string name, db::Database database) : name_(std::move(name)), database_(std::move(database)) {
  KONTOR_CHECK(!name_.empty() && name_.size() <= 63, "a group has a name of at most 63 bytes");
}

Group&& Group::on_batch(std::vector<MessageType> messages, BatchHandler handler) && {
  add(messages, std::move(handler));
  return std::move(*this);
}

Group&& Group::rebuildable(Clear clear) && {
  clear_ = std::move(clear);
  return std::move(*this);
}

Group&& Group::relaxed() && {
  relaxed_ = true;
  return std::move(*this);
}

Group&& Group::gathers(std::chrono::milliseconds pause) && {
  gathering_ = pause;
  return std::move(*this);
}

Group&& Group::at_once(std::vector<MessageType> messages) && {
  for (const auto& message : messages) {
    KONTOR_CHECK(handler_of(message.name, message.version) != nullptr, "a group handles at once what it handles");
  }
  at_once_ = std::move(messages);
  return std::move(*this);
}

void Group::add(const std::vector<MessageType>& messages, BatchHandler handler) {
  for (const auto& message : messages) {
    KONTOR_CHECK(handler_of(message.name, message.version) == nullptr, "a group handles a message once");
    messages_.push_back(message);
    handler_numbers_.push_back(handlers_.size());
  }
  handlers_.push_back(std::move(handler));
}

std::vector<Topic> Group::topics() const {
  std::vector<Topic> topics;
  for (const auto& message : messages_) {
    if (std::ranges::find(topics, message.topic) == topics.end()) topics.push_back(message.topic);
  }
  return topics;
}

std::optional<std::string> Group::trouble() const {
  if (!is_rebuildable()) return std::nullopt;
  if (!at_once_.empty()) return format("group {} is rebuildable, but handles messages at once", name_);
  for (const auto& topic : topics()) {
    if (topic.kind != Topic::Kind::commands) continue;
    return format("group {} is rebuildable, but {} are commands, which do not stay in the log", name_, topic.name);
  }
  return std::nullopt;
}

const Group::BatchHandler* Group::handler_of(std::string_view type, int version) const {
  for (std::size_t i = 0; i < messages_.size(); ++i) {
    if (messages_[i].name == type && messages_[i].version == version) return &handlers_[handler_numbers_[i]];
  }
  return nullptr;
}

bool Group::wants(std::string_view type) const {
  return std::ranges::any_of(messages_, [&](const MessageType& message) { return message.name == type; });
}

Result<void> Group::handle(db::Tx& tx, Batch batch) const {
  while (!batch.empty()) {
    const auto& first = batch.front();
    const auto* handler = handler_of(first.type, first.version);
    if (handler == nullptr && wants(first.type)) {
      return Error{ErrorKind::internal, "unknown_version",
                   format("Version {} of {} has no handler in this program.", first.version, first.type)};
    }
    std::size_t length = 1;
    while (length < batch.size() && handler_of(batch[length].type, batch[length].version) == handler) ++length;
    if (handler != nullptr) {
      if (auto done = (*handler)(tx, batch.first(length)); !done) return done;
    }
    batch = batch.subspan(handler == nullptr ? 1 : length);
  }
  return {};
}

}  // namespace kontor::events
