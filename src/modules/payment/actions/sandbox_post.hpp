#pragma once

#include "kernel/jobs/errand.hpp"
#include "modules/payment/actions/provider_news.hpp"
#include "modules/payment/providers/sandbox.hpp"

namespace kontor::payment {

// Delivers what the sandbox sends, as often as it sends it, to where all webhooks arrive.
jobs::ErrandKind sandbox_post(db::Database database, Sandbox& sandbox, ProviderNews& news);

}  // namespace kontor::payment
