#pragma once

#include "kernel/events/group.hpp"
#include "modules/payment/actions/payment_desk.hpp"
#include "modules/payment/providers/providers.hpp"

namespace kontor::payment {

// Obeys what others command: a batch's payments in one reading and one writing. What is wanted of the provider is an
// errand by the end of the transaction, which is flushed, because the errand acts outside.
events::Group commands_group(db::Database database, PaymentDesk& desk, const Providers& providers);

}  // namespace kontor::payment
