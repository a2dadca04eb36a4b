#include "kernel/core/result.hpp"

#include <algorithm>
#include <iterator>

#include "kernel/core/format.hpp"

namespace kontor {

namespace {

struct KindRow {
  std::string_view name;
  int http_status;
};

// In the order of ErrorKind.
constexpr KindRow kKinds[] = {
    {"invalid", 422},         {"not_found", 404}, {"conflict", 409},    {"rejected", 422},
    {"unauthenticated", 401}, {"forbidden", 403}, {"unavailable", 503}, {"internal", 500},
};
static_assert(std::size(kKinds) == static_cast<std::size_t>(ErrorKind::internal) + 1);

struct CodeRow {
  std::string_view code;
  int http_status;
};

// Codes whose status is not the one of their kind. Sorted by code.
constexpr CodeRow kCodes[] = {
    {"bad_request", 400},
    {"expectation_failed", 417},
    {"headers_too_large", 431},
    {"idempotency_key_missing", 400},
    {"idempotency_key_reused", 422},
    {"malformed_form", 400},
    {"malformed_json", 400},
    {"method_not_allowed", 405},
    {"not_acceptable", 406},
    {"not_implemented", 501},
    {"payload_too_large", 413},
    {"payment_declined", 402},
    {"precondition_failed", 412},
    {"precondition_required", 428},
    {"rate_limited", 429},
    {"request_timeout", 408},
    {"unsupported_media_type", 415},
    {"upgrade_required", 426},
    {"uri_too_long", 414},
    {"version_conflict", 412},
};
static_assert(std::ranges::is_sorted(kCodes, {}, &CodeRow::code));

const KindRow& row_of(ErrorKind kind) {
  return kKinds[static_cast<std::size_t>(kind)];
}

}  // namespace

Error::Error(ErrorKind of, std::string its_code, std::string its_detail, std::vector<FieldProblem> its_fields,
             int retry_after, std::string its_members)
    : kind(of),
      code(std::move(its_code)),
      detail(std::move(its_detail)),
      fields(std::move(its_fields)),
      retry_after_seconds(retry_after),
      members(std::move(its_members)) {}
Error::Error(const Error&) = default;
Error::Error(Error&&) noexcept = default;
Error& Error::operator=(const Error&) = default;
Error& Error::operator=(Error&&) noexcept = default;
Error::~Error() = default;

std::string_view to_string(ErrorKind kind) {
  return row_of(kind).name;
}

int http_status(const Error& error) {
  const auto* row = std::ranges::lower_bound(kCodes, std::string_view(error.code), {}, &CodeRow::code);
  const bool refined = row != std::end(kCodes) && row->code == error.code;
  return refined ? row->http_status : row_of(error.kind).http_status;
}

bool may_retry(ErrorKind kind) {
  return kind == ErrorKind::unavailable;
}

Error invalid(std::vector<FieldProblem> fields) {
  return {ErrorKind::invalid, "validation_failed", "The request has values that cannot be accepted.",
          std::move(fields)};
}

Error not_found(std::string_view what) {
  return {ErrorKind::not_found, "not_found", format("There is no such {}.", what)};
}

Error conflict(std::string code, std::string detail) {
  return {ErrorKind::conflict, std::move(code), std::move(detail)};
}

Error unavailable(std::string detail, int retry_after_seconds) {
  return {ErrorKind::unavailable, "unavailable", std::move(detail), {}, retry_after_seconds};
}

Error rate_limited(std::string detail, int retry_after_seconds) {
  return {ErrorKind::rejected, "rate_limited", std::move(detail), {}, retry_after_seconds};
}

}  // namespace kontor
