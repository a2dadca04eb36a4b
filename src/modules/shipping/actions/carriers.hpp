#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/core/result.hpp"
#include "kernel/core/time.hpp"
#include "modules/shipping/domain/shipment.hpp"
#include "modules/shipping/settings.hpp"

namespace kontor::shipping {

// What a carrier tells of a shipment.
struct CarrierNews {
  std::string id;  // the carrier's: the same news again have the same
  ShipmentId shipment_id;
  ShipmentStatus status = ShipmentStatus::in_transit;
  std::string text;
  Timestamp at;

  static void rules(json::Rules<CarrierNews>& rule);
};
KONTOR_DESCRIBE(CarrierNews, id, shipment_id, status, text, at)

struct Webhook {
  std::string signature;  // Kontor-Signature: t=<unix seconds>,v1=<hex of HMAC-SHA-256 over "<t>.<body>">
  std::string body;       // CarrierNews as JSON
};

// Who brings parcels. Never blocks; safe from any thread. What asks a carrier over the network is an errand.
class Carrier {
 public:
  virtual ~Carrier() = default;
  virtual std::string_view name() const = 0;
  // What it writes on the label of a shipment that it is handed; nullopt: staff enters it.
  virtual std::optional<std::string> label_code(const ShipmentId& id) const = 0;
  // What a webhook says. `rejected` with code signature_invalid or signature_expired, `not_found` where the carrier
  // sends none, and what json::read says.
  virtual Result<CarrierNews> news_in(const Webhook& webhook, Timestamp now) const = 0;
};

// The house's own van, or any carrier whose labels and states staff enter.
class ManualCarrier final : public Carrier {
 public:
  std::string_view name() const override { return "manual"; }
  std::optional<std::string> label_code(const ShipmentId&) const override { return std::nullopt; }
  Result<CarrierNews> news_in(const Webhook& webhook, Timestamp now) const override;
};

// Built in, for trying things out: a parcel goes the usual way, a step at a time, and each step is told by a webhook as
// a real carrier would send it.
class SandboxCarrier final : public Carrier {
 public:
  explicit SandboxCarrier(const ShippingSettings& settings);

  std::string_view name() const override { return kName; }
  std::optional<std::string> label_code(const ShipmentId& id) const override;
  Result<CarrierNews> news_in(const Webhook& webhook, Timestamp now) const override;

  // What it would send about the next step from here; nullopt: there is none.
  std::optional<Webhook> next_step(const Shipment& shipment, Timestamp now) const;
  Webhook signed_webhook(const CarrierNews& news, Timestamp now) const;

  static constexpr std::string_view kName = "sandbox";

 private:
  std::string mac(std::string_view seconds, std::string_view body) const;

  std::string secret_;
  std::chrono::seconds tolerance_;
};

class Carriers {
 public:
  explicit Carriers(const ShippingSettings& settings) : sandbox_(settings) {}

  // nullptr: there is none of this name.
  const Carrier* find(std::string_view name) const;
  const SandboxCarrier& sandbox() const { return sandbox_; }

 private:
  ManualCarrier manual_;
  SandboxCarrier sandbox_;
};

}  // namespace kontor::shipping
