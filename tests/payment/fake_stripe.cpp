#include "payment/fake_stripe.hpp"

#include <algorithm>

namespace kontor::payment::test {

namespace {

std::string decoded(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      out += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

Json fields_of(const std::string& form) {
  Json fields = Json::object();
  for (std::size_t at = 0; at < form.size();) {
    const auto end = std::min(form.find('&', at), form.size());
    const auto pair = form.substr(at, end - at);
    const auto equals = std::min(pair.find('='), pair.size());
    fields[decoded(pair.substr(0, equals))] = decoded(pair.substr(std::min(equals + 1, pair.size())));
    at = end + 1;
  }
  return fields;
}

std::string header(const std::string& request, const std::string& name) {
  const auto at = request.find("\r\n" + name + ": ");
  if (at == std::string::npos) return "";
  const auto start = at + name.size() + 4;
  return request.substr(start, request.find("\r\n", start) - start);
}

std::string with_status(int status, const std::string& body) {
  return "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\nContent-Type: application/json\r\n\r\n" + body;
}

std::string problem(int status, const std::string& code, const Json& intent = nullptr) {
  Json error{{"type", status == 402 ? "card_error" : "invalid_request_error"}, {"code", code}, {"message", "No."}};
  if (!intent.is_null()) error["payment_intent"] = intent;
  return with_status(status, Json{{"error", error}}.dump());
}

}  // namespace

FakeStripe::FakeStripe()
    : peer_([this](http::FakePeer::Talk& talk) {
        while (const auto request = talk.request()) {
          if (away_ > 0) {
            --away_;
            talk.send(with_status(503, "{}"));
            continue;
          }
          const auto words = answer(*request);
          if (to_lose_ > 0) {
            --to_lose_;
            return;
          }
          talk.send(words);
        }
      }) {}

std::string FakeStripe::answer(const std::string& request) {
  const std::lock_guard lock(mutex_);
  const auto key = header(request, "Idempotency-Key");
  const auto method = request.substr(0, request.find(' '));
  if (method == "POST" && key.empty()) ++without_key_;
  if (const auto known = answers_.find(key); !key.empty() && known != answers_.end()) return known->second;
  const auto path_at = method.size() + 1;
  const auto path = request.substr(path_at, request.find(' ', path_at) - path_at);
  const auto words = act(method, path, fields_of(request.substr(request.find("\r\n\r\n") + 4)));
  if (!key.empty()) answers_[key] = words;
  return words;
}

std::string FakeStripe::act(const std::string& method, const std::string& path, const Json& form) {
  constexpr std::string_view kIntents = "/v1/payment_intents";
  if (path.starts_with("/v1/events")) return list_events(path);
  if (path == "/v1/refunds") return refund(form);
  if (path == kIntents) return create(form);
  if (path.starts_with("/v1/payment_intents/search")) {
    Json found = Json::array();
    for (const auto& intent : intents_) {
      if (decoded(path).find(intent.payment_id) != std::string::npos) found.push_back(described(intent));
    }
    return with_status(200, Json{{"data", found}}.dump());
  }
  auto rest = path.substr(kIntents.size() + 1);
  const auto slash = std::min(rest.find('/'), rest.size());
  const auto intent = std::ranges::find(intents_, rest.substr(0, slash), &Intent::id);
  if (intent == intents_.end()) return problem(404, "resource_missing");
  if (method == "GET") return with_status(200, described(*intent).dump());
  return finish(*intent, rest.substr(slash + 1));
}

std::string FakeStripe::create(const Json& form) {
  Intent intent{.id = "pi_" + std::to_string(intents_.size() + 1),
                .status = "requires_capture",
                .payment_id = form.value("metadata[payment_id]", ""),
                .amount = std::stoll(form.value("amount", "0"))};
  if (form.value("capture_method", "") != "manual") return problem(400, "parameter_invalid");
  const auto card = form.value("payment_method", "");
  if (card == "pm_declined") intent.status = "requires_payment_method";
  if (card == "pm_bank") intent.status = "requires_action";
  intents_.push_back(intent);
  note("payment_intent.created", described(intent));
  if (card == "pm_declined") {
    note("payment_intent.payment_failed", described(intent));
    return problem(402, "card_declined", described(intent));
  }
  if (card != "pm_bank") note("payment_intent.amount_capturable_updated", described(intent));
  return with_status(200, described(intent).dump());
}

std::string FakeStripe::finish(Intent& intent, const std::string& verb) {
  const bool captures = verb == "capture";
  if (intent.status == "succeeded" || intent.status == "canceled" ||
      (captures && intent.status != "requires_capture")) {
    return problem(400, "payment_intent_unexpected_state");
  }
  intent.status = captures ? "succeeded" : "canceled";
  intent.received = captures ? intent.amount : 0;
  note(captures ? "payment_intent.succeeded" : "payment_intent.canceled", described(intent));
  return with_status(200, described(intent).dump());
}

std::string FakeStripe::refund(const Json& form) {
  const auto intent = std::ranges::find(intents_, form.value("payment_intent", ""), &Intent::id);
  const auto amount = std::stoll(form.value("amount", "0"));
  if (intent == intents_.end() || intent->refunded + amount > intent->received) {
    return problem(400, "charge_already_refunded");
  }
  intent->refunded += amount;
  const Json refund{
      {"id", "re_" + std::to_string(++refunds_)},
      {"status", "succeeded"},
      {"amount", amount},
      {"payment_intent", intent->id},
      {"metadata", {{"refund_id", form.value("metadata[refund_id]", "")}, {"payment_id", intent->payment_id}}}};
  note("refund.created", refund);
  return with_status(200, refund.dump());
}

std::string FakeStripe::list_events(const std::string& query) const {
  std::size_t from = 0;
  if (const auto at = query.find("ending_before=evt_"); at != std::string::npos) {
    from = std::stoul(query.substr(at + 18));
  }
  Json page = Json::array();
  for (std::size_t i = events_.size(); i > from; --i) page.push_back(events_[i - 1]);
  return with_status(200, Json{{"data", page}, {"has_more", false}}.dump());
}

Json FakeStripe::described(const Intent& intent) const {
  Json json{{"id", intent.id},
            {"object", "payment_intent"},
            {"status", intent.status},
            {"amount", intent.amount},
            {"amount_received", intent.received},
            {"currency", "eur"},
            {"metadata", {{"payment_id", intent.payment_id}, {"shop", "https://shop.example"}}},
            {"next_action", nullptr},
            {"last_payment_error", nullptr}};
  if (intent.status == "requires_action") {
    json["next_action"] = {{"type", "redirect_to_url"}, {"redirect_to_url", {{"url", "https://bank.example/3ds"}}}};
  }
  if (intent.status == "requires_payment_method") {
    json["last_payment_error"] = {{"code", "card_declined"}, {"message", "Your card was declined."}};
  }
  return json;
}

void FakeStripe::note(const std::string& type, const Json& object) {
  events_.push_back(
      {{"id", "evt_" + std::to_string(events_.size() + 1)}, {"type", type}, {"data", {{"object", object}}}});
}

std::vector<FakeStripe::Intent> FakeStripe::intents() const {
  const std::lock_guard lock(mutex_);
  return intents_;
}

std::vector<std::string> FakeStripe::events() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> bodies;
  for (const auto& event : events_) bodies.push_back(event.dump());
  return bodies;
}

void FakeStripe::customer_confirms(const std::string& id) {
  const std::lock_guard lock(mutex_);
  auto& intent = *std::ranges::find(intents_, id, &Intent::id);
  intent.status = "requires_capture";
  note("payment_intent.amount_capturable_updated", described(intent));
}

}  // namespace kontor::payment::test
