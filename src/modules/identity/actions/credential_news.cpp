#include "modules/identity/actions/credential_news.hpp"

#include "modules/identity/api/events.hpp"

namespace kontor::identity {

namespace {

class CatchUp final : public db::Companion {
 public:
  explicit CatchUp(const std::function<void()>& catch_up) : catch_up_(catch_up) {}
  void before_commit(db::Tx&) override {}
  void committed() noexcept override { catch_up_(); }

 private:
  const std::function<void()>& catch_up_;
};

}  // namespace

void CredentialNews::tell(db::Tx& tx, std::string_view what) {
  log_.publish(tx, CredentialsChanged::kKey, CredentialsChanged{std::string(what)});
  tx.companion<CatchUp>([&] { return std::make_unique<CatchUp>(catch_up_); });
}

}  // namespace kontor::identity
