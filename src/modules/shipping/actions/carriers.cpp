#include "modules/shipping/actions/carriers.hpp"

#include <cstdlib>

#include "kernel/core/format.hpp"
#include "kernel/core/text.hpp"
#include "kernel/crypto/digest.hpp"
#include "kernel/crypto/seal.hpp"
#include "kernel/json/json.hpp"

namespace kontor::shipping {

namespace {

struct Signature {
  std::string seconds;
  std::string mac;
};

// nullopt: it cannot be read.
std::optional<Signature> signature_in(std::string_view header) {
  Signature found;
  for (const auto part : text::split(header, ',')) {
    const auto field = text::trim(part);
    if (field.starts_with("t=")) found.seconds = field.substr(2);
    if (field.starts_with("v1=")) found.mac = field.substr(3);
  }
  return found.seconds.empty() || found.mac.empty() ? std::nullopt : std::optional(found);
}

Error signature_invalid() {
  return {ErrorKind::rejected, "signature_invalid", "The signature is not that of these bytes."};
}

std::int64_t unix_seconds(Timestamp moment) {
  return std::chrono::duration_cast<std::chrono::seconds>(moment.time_since_epoch()).count();
}

struct Leg {
  ShipmentStatus to;
  std::string_view text;
};

std::optional<Leg> leg_behind(ShipmentStatus status) {
  switch (status) {
    case ShipmentStatus::created:
    case ShipmentStatus::packed:
      return Leg{ShipmentStatus::dispatched, "Picked up by the sandbox carrier"};
    case ShipmentStatus::dispatched:
      return Leg{ShipmentStatus::in_transit, "On its way"};
    case ShipmentStatus::in_transit:
      return Leg{ShipmentStatus::delivered, "Delivered"};
    default:
      return std::nullopt;
  }
}

}  // namespace

void CarrierNews::rules(json::Rules<CarrierNews>& rule) {
  rule(&CarrierNews::id).length(1, 200);
  rule(&CarrierNews::text).optional().length(0, 300);
}

Result<CarrierNews> ManualCarrier::news_in(const Webhook&, Timestamp) const {
  return not_found("webhook");
}

// Without a secret of the house's the carrier has one of its own, which nobody else knows.
SandboxCarrier::SandboxCarrier(const ShippingSettings& settings)
    : secret_(settings.sandbox.webhook_secret), tolerance_(settings.webhook_tolerance_seconds) {
  if (!secret_.empty()) return;
  const auto key = crypto::Key::random();
  secret_.assign(reinterpret_cast<const char*>(key.bytes().data()), key.bytes().size());
}

std::optional<std::string> SandboxCarrier::label_code(const ShipmentId& id) const {
  return "SBX-" + id.str().substr(ShipmentId::kPrefix.size() + 1);
}

Result<CarrierNews> SandboxCarrier::news_in(const Webhook& webhook, Timestamp now) const {
  const auto signature = signature_in(webhook.signature);
  if (!signature || !crypto::equal(mac(signature->seconds, webhook.body), signature->mac)) return signature_invalid();
  const auto sent = text::parse_int(signature->seconds);
  if (!sent || *sent < 0) return signature_invalid();
  if (std::abs(unix_seconds(now) - *sent) > tolerance_.count()) {
    return Error{ErrorKind::rejected, "signature_expired", "The signature is too old, or from the future."};
  }
  return json::read<CarrierNews>(webhook.body, {.unknown = json::Unknown::ignore});
}

std::optional<Webhook> SandboxCarrier::next_step(const Shipment& shipment, Timestamp now) const {
  const auto leg = leg_behind(shipment.status);
  if (!leg) return std::nullopt;
  // The same step has the same id, whoever asks for it and how often.
  return signed_webhook({.id = format("{}-{}", shipment.id.str(), name_of(leg->to)),
                         .shipment_id = shipment.id,
                         .status = leg->to,
                         .text = std::string(leg->text),
                         .at = now},
                        now);
}

Webhook SandboxCarrier::signed_webhook(const CarrierNews& news, Timestamp now) const {
  const auto body = json::to_json(news);
  const auto seconds = std::to_string(unix_seconds(now));
  return {format("t={},v1={}", seconds, mac(seconds, body)), body};
}

std::string SandboxCarrier::mac(std::string_view seconds, std::string_view body) const {
  return text::hex(crypto::hmac_sha256(secret_, format("{}.{}", seconds, body)));
}

const Carrier* Carriers::find(std::string_view name) const {
  if (name == manual_.name()) return &manual_;
  return name == sandbox_.name() ? &sandbox_ : nullptr;
}

}  // namespace kontor::shipping
