#pragma once

#include <bitset>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/json/assign.hpp"
#include "kernel/json/json.hpp"
#include "kernel/json/raw_text.hpp"

namespace kontor::json::detail {

// Takes the events of a JSON parser and puts the values straight into a described value; the names of the event
// functions are those of nlohmann's SAX interface, and false stops the parser. A stack of open objects and lists, no
// recursion, no tree.
class Reader {
 public:
  Reader(const Type& root, void* target, const Reading& how) : how_(how), root_{&root, target} {}

  bool null();
  bool boolean(bool value);
  bool number_integer(std::int64_t value);
  bool number_unsigned(std::uint64_t value);
  bool number_float(double value, const std::string& text);
  bool string(std::string& value);
  bool start_object(std::size_t) { return open(false); }
  bool key(std::string& name);
  bool end_object() { return close(false); }
  bool start_array(std::size_t) { return open(true); }
  bool end_array() { return close(true); }

  // A number so large that the parser gives up; it counts as a problem of the present value.
  void number_overflow();

  // Stopped by this reader, not by the parser.
  bool stopped() const { return stopped_; }
  std::vector<FieldProblem> take_problems() { return std::move(problems_); }

 private:
  // Where the next value belongs; without a type it is passed over.
  struct Slot {
    const Type* type = nullptr;
    void* target = nullptr;
    const FieldRule* rule = nullptr;
    bool is_element = false;  // of a list or map: the rule's `items` is not about it
  };

  // An open object or list.
  struct Frame {
    const Type* type;
    void* target;
    const FieldRule* rule;
    bool is_element;
    std::size_t problems_before;
    std::shared_ptr<void> parts = {};          // of a value that is put together at the end
    std::bitset<Type::kMaxMembers> seen = {};  // structure
    std::size_t next_member = 0;               // structure: members mostly come in order
    std::size_t count = 0;                     // list, map
    std::string name = {};                     // structure, map: of the present member
    Slot pending = {};                         // structure, map: of the present member
  };

  Slot next();
  Slot next_inner();
  Slot append_element(Frame& frame);
  Slot member_slot(Frame& frame, std::size_t index);
  bool structure_key(Frame& frame);
  bool map_key(Frame& frame);
  bool raw_key(const std::string& name);

  template <class Assign, class WriteRaw>
  bool take(Assign assign, WriteRaw write);
  void begin_raw(const Slot& slot);
  void end_raw_value();

  bool open(bool is_list);
  void push(const Slot& slot);
  bool close(bool is_list);
  bool close_structure(const Frame& frame);
  bool close_counted(const Frame& frame);
  bool too_deep();
  void give_up(Complaint complaint);

  std::string pointer(std::size_t frames) const;
  std::string pointer() const { return pointer(stack_.size()); }
  bool report(std::string where, Complaint complaint);
  bool report(Verdict verdict);

  const Reading& how_;
  Slot root_;
  std::vector<Frame> stack_;
  std::size_t passed_over_ = 0;  // open objects and lists that belong to nothing
  std::optional<RawText> raw_;   // while the value of a Raw goes by
  Raw* raw_target_ = nullptr;
  std::vector<FieldProblem> problems_;
  bool stopped_ = false;
};

}  // namespace kontor::json::detail
