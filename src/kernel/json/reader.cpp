#include "kernel/json/reader.hpp"

#include <algorithm>

#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"
#include "kernel/json/pointer.hpp"

namespace kontor::json::detail {

// ---- problems ----

// The way through the first `frames` open objects and lists to their present members.
std::string Reader::pointer(std::size_t frames) const {
  std::string text;
  for (std::size_t i = 0; i < frames; ++i) {
    const Frame& frame = stack_[i];
    if (frame.type->kind == Kind::list) {
      append_pointer(text, frame.count - 1);
    } else {
      append_pointer(text, frame.name);
    }
  }
  return text;
}

bool Reader::report(std::string where, Complaint complaint) {
  problems_.push_back({std::move(where), std::string(complaint.code), std::move(complaint.detail)});
  if (problems_.size() >= how_.max_problems) stopped_ = true;
  return !stopped_;
}

bool Reader::report(Verdict verdict) {
  return !verdict || report(pointer(), *std::move(verdict));
}

bool Reader::too_deep() {
  const std::size_t depth = stack_.size() + passed_over_ + (raw_ ? raw_->depth() : 0);
  if (depth < how_.max_depth) return false;
  give_up({"too_deep", format("is nested deeper than {} levels", how_.max_depth)});
  return true;
}

// About the value that comes next, and the last.
void Reader::give_up(Complaint complaint) {
  if (passed_over_ == 0 && !raw_) next();
  report(pointer(), std::move(complaint));
  stopped_ = true;
}

void Reader::number_overflow() {
  give_up({"range", "is too large a number"});
}

// ---- where a value belongs ----

Reader::Slot Reader::append_element(Frame& frame) {
  ++frame.count;
  return {&frame.type->element(), frame.type->list.append(frame.target), frame.rule, true};
}

Reader::Slot Reader::next() {
  if (stack_.empty()) return root_;
  Frame& frame = stack_.back();
  return frame.type->kind == Kind::list ? append_element(frame) : frame.pending;
}

// The place inside an optional, for a value that is not null.
Reader::Slot Reader::next_inner() {
  Slot slot = next();
  while (slot.type != nullptr && slot.type->kind == Kind::optional) {
    slot.target = slot.type->optional.emplace(slot.target);
    slot.type = &slot.type->element();
  }
  return slot;
}

Reader::Slot Reader::member_slot(Frame& frame, std::size_t index) {
  const Member& member = frame.type->members[index];
  void* object = frame.parts ? frame.parts.get() : frame.target;
  return {&member.type(), member.in(object), &member.rule};
}

bool Reader::structure_key(Frame& frame) {
  const auto& members = frame.type->members;
  std::size_t index = frame.next_member;
  if (index >= members.size() || members[index].name != frame.name) {
    index = static_cast<std::size_t>(std::ranges::find(members, frame.name, &Member::name) - members.begin());
  }
  frame.pending = {};
  if (index == members.size()) {
    if (how_.unknown == Unknown::ignore) return true;
    std::vector<std::string> names;
    for (const Member& member : members) names.emplace_back(member.name);
    const auto close = text::nearest(frame.name, names);
    return report(Complaint{"unknown", close ? "is not known; did you mean " + *close + '?' : "is not known"});
  }
  if (frame.seen[index]) return report(Complaint{"duplicate", "is given twice"});
  frame.seen.set(index);
  frame.next_member = index + 1;
  frame.pending = member_slot(frame, index);
  return true;
}

bool Reader::map_key(Frame& frame) {
  frame.pending = {};
  if (auto verdict = check_storable(frame.name)) return report(std::move(verdict));
  void* target = frame.type->map.insert(frame.target, frame.name);
  if (target == nullptr) return report(Complaint{"duplicate", "is given twice"});
  ++frame.count;
  frame.pending = {&frame.type->element(), target, frame.rule, true};
  return true;
}

bool Reader::raw_key(const std::string& name) {
  if (auto verdict = check_storable(name)) return report(std::move(verdict));
  return raw_->key(name) || report(Complaint{"duplicate", "has the name " + name + " twice in one object"});
}

bool Reader::key(std::string& name) {
  if (passed_over_ > 0) return true;
  if (raw_) return raw_key(name);
  Frame& frame = stack_.back();
  frame.name = std::move(name);
  return frame.type->kind == Kind::map ? map_key(frame) : structure_key(frame);
}

// ---- single values ----

void Reader::begin_raw(const Slot& slot) {
  raw_.emplace();
  raw_target_ = static_cast<Raw*>(slot.target);
}

// After each value inside a Raw: it may have been the whole.
void Reader::end_raw_value() {
  if (raw_->depth() > 0) return;
  raw_target_->text = raw_->take();
  raw_.reset();
}

// `assign` puts the value into a slot; `write` writes it into a Raw.
template <class Assign, class WriteRaw>
bool Reader::take(Assign assign, WriteRaw write) {
  if (passed_over_ > 0) return true;
  if (!raw_) {
    const Slot slot = next_inner();
    if (slot.type == nullptr) return true;
    if (slot.type->kind != Kind::raw) return report(assign(slot));
    begin_raw(slot);
  }
  write(*raw_);
  end_raw_value();
  return true;
}

bool Reader::boolean(bool value) {
  return take([&](const Slot& slot) { return assign_boolean(*slot.type, slot.target, value); },
              [&](RawText& raw) { raw.value(value); });
}

bool Reader::number_integer(std::int64_t value) {
  return take([&](const Slot& slot) { return assign_signed(*slot.type, slot.target, value, slot.rule); },
              [&](RawText& raw) { raw.value(value); });
}

bool Reader::number_unsigned(std::uint64_t value) {
  return take([&](const Slot& slot) { return assign_unsigned(*slot.type, slot.target, value, slot.rule); },
              [&](RawText& raw) { raw.value(value); });
}

bool Reader::number_float(double value, const std::string& text) {
  const auto assign = [&](const Slot& slot) -> Verdict {
    if (slot.type->kind != Kind::integer) return assign_number(*slot.type, slot.target, value, slot.rule);
    const bool is_integer = text.find_first_of(".eE") == std::string::npos;
    if (is_integer) return out_of_range(*slot.type, slot.rule);
    return Complaint{"type", "must be an integer, without fraction or exponent"};
  };
  return take(assign, [&](RawText& raw) { raw.number(text); });
}

bool Reader::string(std::string& value) {
  const auto assign = [&](const Slot& slot) {
    return assign_string(*slot.type, slot.target, std::move(value), slot.rule);
  };
  Verdict verdict;
  const auto write = [&](RawText& raw) {
    verdict = check_storable(value);
    raw.value(std::string_view(value));
  };
  return take(assign, write) && report(verdict);
}

bool Reader::null() {
  if (passed_over_ > 0) return true;
  if (!raw_) {
    const Slot slot = next();
    if (slot.type == nullptr) return true;
    if (slot.type->kind == Kind::optional) return slot.type->optional.reset(slot.target), true;
    if (slot.type->kind != Kind::raw) return report(wrong_type(*slot.type, "null"));
    begin_raw(slot);
  }
  raw_->value(nullptr);
  end_raw_value();
  return true;
}

// ---- objects and lists ----

bool Reader::open(bool is_list) {
  if (too_deep()) return false;
  if (passed_over_ > 0) return ++passed_over_, true;
  if (!raw_) {
    const Slot slot = next_inner();
    const auto fits = [&](Kind kind) {
      return is_list ? kind == Kind::list : kind == Kind::structure || kind == Kind::map;
    };
    if (slot.type != nullptr && fits(slot.type->kind)) return push(slot), true;
    if (slot.type == nullptr || slot.type->kind != Kind::raw) {
      const bool go_on = slot.type == nullptr || report(wrong_type(*slot.type, is_list ? "a list" : "an object"));
      ++passed_over_;
      return go_on;
    }
    begin_raw(slot);
  }
  is_list ? raw_->begin_array() : raw_->begin_object();
  return true;
}

void Reader::push(const Slot& slot) {
  // What is given replaces the default, it is not added to it.
  if (slot.type->kind == Kind::list) slot.type->list.clear(slot.target);
  if (slot.type->kind == Kind::map) slot.type->map.clear(slot.target);
  Frame frame{slot.type, slot.target, slot.rule, slot.is_element, problems_.size()};
  if (slot.type->parts.parts != nullptr) frame.parts = slot.type->parts.make_parts();
  stack_.push_back(std::move(frame));
}

bool Reader::close_structure(const Frame& frame) {
  const auto& members = frame.type->members;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (frame.seen[i] || !members[i].required()) continue;
    std::string where = pointer(stack_.size() - 1);
    append_pointer(where, members[i].name);
    if (!report(std::move(where), {"required", "is required"})) return false;
  }
  const bool complete = problems_.size() == frame.problems_before;
  if (frame.parts && complete) frame.type->parts.assemble(frame.parts.get(), frame.target);
  return true;
}

bool Reader::close_counted(const Frame& frame) {
  if (frame.rule == nullptr || frame.is_element) return true;
  auto verdict = check_items(frame.count, *frame.rule);
  return !verdict || report(pointer(stack_.size() - 1), *std::move(verdict));
}

bool Reader::close(bool is_list) {
  if (passed_over_ > 0) return --passed_over_, true;
  if (raw_) {
    is_list ? raw_->end_array() : raw_->end_object();
    end_raw_value();
    return true;
  }
  const Frame& frame = stack_.back();
  const bool go_on = frame.type->kind == Kind::structure ? close_structure(frame) : close_counted(frame);
  stack_.pop_back();
  return go_on;
}

}  // namespace kontor::json::detail
