#include "modules/ordering/domain/refund.hpp"

namespace kontor::ordering {

Result<Money> refund_for(const ReturnedPart& part, bool tax_included) {
  if (part.pieces < 1 || part.before + part.pieces > part.ordered) {
    return Error{ErrorKind::invalid, "too_many", "More came back than was ordered."};
  }
  const auto goods = subtract(part.total, part.discount);
  if (!goods) return goods.error();
  const auto paid = tax_included ? goods : add(*goods, part.tax);
  if (!paid) return paid.error();
  const auto until_now = ratio(*paid, part.before + part.pieces, part.ordered);
  if (!until_now) return until_now.error();
  const auto earlier = ratio(*paid, part.before, part.ordered);
  if (!earlier) return earlier.error();
  return subtract(*until_now, *earlier);
}

}  // namespace kontor::ordering
