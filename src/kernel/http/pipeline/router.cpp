#include "kernel/http/pipeline/router.hpp"

#include <algorithm>
#include <stdexcept>

#include "kernel/http/pipeline/target.hpp"

namespace kontor::http {
namespace {

constexpr std::size_t kMethods = static_cast<std::size_t>(Method::other);
constexpr std::size_t kNoRoute = static_cast<std::size_t>(-1);

std::string_view first_segment(std::string_view rest) {
  return rest.substr(0, rest.find('/'));
}

bool is_parameter(std::string_view segment) {
  return segment.starts_with('{') && segment.ends_with('}');
}
bool is_tail(std::string_view segment) {
  return is_parameter(segment) && segment.ends_with("*}");
}

std::size_t index_of(Method method) {
  return static_cast<std::size_t>(method);
}

}  // namespace

struct Router::Node {
  std::string literal;
  std::vector<std::unique_ptr<Node>> literals;  // sorted
  std::unique_ptr<Node> parameter;
  std::unique_ptr<Node> tail;
  std::array<std::size_t, kMethods> routes = filled();
  std::string allow;

  static std::array<std::size_t, kMethods> filled() {
    std::array<std::size_t, kMethods> none;
    none.fill(kNoRoute);
    return none;
  }

  bool is_end() const { return !allow.empty(); }

  auto place_of(std::string_view segment) const {
    return std::lower_bound(literals.begin(), literals.end(), segment,
                            [](const auto& node, std::string_view name) { return node->literal < name; });
  }

  const Node* literal_child(std::string_view raw) const {
    std::optional<std::string> decoded;
    if (raw.find('%') != std::string_view::npos) {
      decoded = percent_decode(raw);
      if (!decoded) return nullptr;
    }
    const std::string_view segment = decoded ? std::string_view(*decoded) : raw;
    const auto at = place_of(segment);
    return at != literals.end() && (*at)->literal == segment ? at->get() : nullptr;
  }

  Node& child(std::string_view segment) {
    auto& parameter_node = is_tail(segment) ? tail : parameter;
    if (is_parameter(segment)) {
      if (!parameter_node) parameter_node = std::make_unique<Node>();
      return *parameter_node;
    }
    const auto at = place_of(segment);
    if (at != literals.end() && (*at)->literal == segment) return **at;
    auto made = std::make_unique<Node>();
    made->literal = segment;
    return **literals.insert(at, std::move(made));
  }

  // The node where the path ends; `rest` starts behind a slash.
  const Node* walk(std::string_view rest, std::size_t depth, Found& found) const {
    const auto segment = first_segment(rest);
    const bool last = segment.size() == rest.size();
    const auto behind = last ? std::string_view() : rest.substr(segment.size() + 1);
    if (const Node* next = literal_child(segment)) {
      if (const Node* end = last ? next->end() : next->walk(behind, depth, found)) return end;
    }
    if (parameter && !segment.empty()) {
      if (const Node* end = last ? parameter->end() : parameter->walk(behind, depth + 1, found)) {
        found.values[depth] = segment;
        return end;
      }
    }
    if (tail && !segment.empty()) {
      found.values[depth] = rest;
      return tail.get();
    }
    return nullptr;
  }

  const Node* end() const { return is_end() ? this : nullptr; }

  void list_allowed() {
    allow.clear();
    for (std::size_t method = 0; method < kMethods; ++method) {
      const bool implied = (method == index_of(Method::head) && routes[index_of(Method::get)] != kNoRoute) ||
                           method == index_of(Method::options);
      if (routes[method] == kNoRoute && !implied) continue;
      if (!allow.empty()) allow += ", ";
      allow += to_string(static_cast<Method>(method));
    }
  }
};

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;
Router::Router(Router&&) noexcept = default;

void Router::add(Method method, std::string_view pattern, std::size_t route) {
  const auto wrong = [&](const char* why) { return std::logic_error("route " + std::string(pattern) + ": " + why); };
  if (!pattern.starts_with('/') || method == Method::other) throw wrong("needs a known method and a leading slash");
  if (parameter_names(pattern).size() > kMaxPathParameters) throw wrong("has too many parameters");
  Node* node = root_.get();
  for (auto rest = pattern; !rest.empty();) {
    const auto segment = first_segment(rest.substr(1));
    rest.remove_prefix(segment.size() + 1);
    if (is_tail(segment) && !rest.empty()) throw wrong("goes on behind the rest of the path");
    node = &node->child(segment);
  }
  auto& slot = node->routes[index_of(method)];
  if (slot != kNoRoute) throw wrong("is declared twice");
  slot = route;
  node->list_allowed();
}

Router::Found Router::find(Method method, std::string_view path) const {
  Found found;
  if (!is_sound_path(path)) {
    found.outcome = Outcome::bad_path;
    return found;
  }
  const Node* node = root_->walk(path.substr(1), 0, found);
  if (!node) return found;
  found.allow = node->allow;
  found.outcome = method == Method::options ? Outcome::options : Outcome::method_not_allowed;
  if (method == Method::other) return found;
  auto route = node->routes[index_of(method)];
  if (route == kNoRoute && method == Method::head) route = node->routes[index_of(Method::get)];
  if (route == kNoRoute) return found;
  found.outcome = Outcome::found;
  found.route = route;
  return found;
}

std::vector<std::string> parameter_names(std::string_view pattern) {
  std::vector<std::string> names;
  for (auto at = pattern.find('{'); at != std::string_view::npos; at = pattern.find('{', at + 1)) {
    const auto end = std::min(pattern.find('}', at), pattern.size());
    auto name = pattern.substr(at + 1, end - at - 1);
    if (name.ends_with('*')) name.remove_suffix(1);
    names.emplace_back(name);
  }
  return names;
}

}  // namespace kontor::http
