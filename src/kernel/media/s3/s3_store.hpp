#pragma once

#include "kernel/http/client.hpp"
#include "kernel/media/s3/signature.hpp"
#include "kernel/media/store.hpp"
#include "kernel/resilience/guard.hpp"

namespace kontor::media {

// A bucket behind the S3 protocol, Amazon's or another's. Each call is signed, retried and cut short as
// media.s3.calls says; the secret is in no log and no error.
class S3Store final : public Store {
 public:
  S3Store(const MediaSettings& settings, StoreGround ground);

  Result<void> put(const Name& name, std::string_view bytes, Deadline deadline) override;
  Result<std::uint64_t> size(const Name& name, Deadline deadline) override;
  Result<std::string> get(const Name& name, std::optional<Piece> piece, Deadline deadline) override;
  Result<void> remove(const Name& name, Deadline deadline) override;
  std::optional<std::string> public_url(const Name& name) const override;

 private:
  struct Place {
    std::string url;
    std::string host;
    std::string path;
  };
  Place place_of(const Name& name) const;
  http::ClientRequest signed_request(http::Method method, const Name& name, http::HeaderList headers,
                                     std::string_view body) const;
  // What the store answered: 2xx, else an error.
  Result<http::ClientResponse> call(http::Method method, const Name& name, const http::HeaderList& headers,
                                    std::string_view body, Deadline deadline);
  Error refusal(http::Method method, const http::ClientResponse& answer) const;

  S3Settings settings_;
  SigningKey key_;
  const Clock& clock_;
  const telemetry::Log& log_;
  resilience::Guard guard_;
  Result<std::unique_ptr<http::Client>> client_;  // an Error where the system's authorities cannot be loaded
};

}  // namespace kontor::media
