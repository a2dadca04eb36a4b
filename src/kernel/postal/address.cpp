#include "kernel/postal/address.hpp"

#include "kernel/core/format.hpp"
#include "kernel/core/one_line.hpp"
#include "kernel/core/text.hpp"
#include "kernel/postal/country.hpp"
#include "kernel/postal/phone.hpp"

namespace kontor::postal {

namespace {

// Gathers what is wrong, member by member.
class Examination {
 public:
  explicit Examination(std::string_view pointer) : pointer_(pointer) {}

  void complain(std::string_view member, std::string code, std::string detail) {
    problems_.push_back({format("{}/{}", pointer_, member), std::move(code), std::move(detail)});
  }

  void needed(std::string_view member, std::string_view text, std::size_t longest) {
    if (text.empty()) return complain(member, "required", "must not be empty");
    if (!text::is_one_line(text)) return complain(member, "format", "must not hold control characters");
    if (text::characters(text) > longest) {
      complain(member, "length", format("must have at most {} characters", longest));
    }
  }

  void wanted(std::string_view member, const std::optional<std::string>& text, std::size_t longest) {
    if (text) needed(member, *text, longest);
  }

  std::vector<FieldProblem> take() { return std::move(problems_); }

 private:
  std::string_view pointer_;
  std::vector<FieldProblem> problems_;
};

std::string trimmed(const std::string& text) {
  return std::string(text::trim(text));
}

std::optional<std::string> trimmed(const std::optional<std::string>& text) {
  if (!text || text::trim(*text).empty()) return std::nullopt;
  return trimmed(*text);
}

void check_postal_code(const Address& address, const Country& country, Examination& examination) {
  if (address.postal_code.empty()) {
    if (country.postal_code == Need::required) {
      examination.complain("postal_code", "required", format("addresses in {} have a postal code", country.code));
    }
  } else if (!find_postal_code(country, address.postal_code)) {
    examination.complain("postal_code", "format",
                         format("must be a postal code of {}, such as {}", country.code, example_of(country)));
  }
}

void check_region(const Address& address, const Country& country, Examination& examination) {
  examination.wanted("region", address.region, kLongestName);
  if (country.region == Need::required && !address.region) {
    return examination.complain("region", "required", format("addresses in {} name a region", country.code));
  }
  if (address.region && !find_region(country, *address.region)) {
    examination.complain("region", "unknown_region", format("is no region of {} that is known", country.code));
  }
}

}  // namespace

std::vector<FieldProblem> check(const Address& given, std::string_view pointer) {
  const Address address = normalised(given);
  Examination examination(pointer);
  examination.needed("first_name", address.first_name, kLongestName);
  examination.needed("last_name", address.last_name, kLongestName);
  examination.needed("line1", address.line1, kLongestLine);
  examination.wanted("line2", address.line2, kLongestLine);
  examination.needed("city", address.city, kLongestName);
  if (const auto country = find_country(address.country)) {
    check_region(address, *country, examination);
    check_postal_code(address, *country, examination);
  } else {
    examination.complain("country", "unknown_country", "must be the code of a country (ISO 3166-1 alpha-2)");
  }
  if (address.phone && !is_phone_number(*address.phone)) {
    examination.complain("phone", "format", "must be a telephone number of 5 to 15 digits");
  }
  return examination.take();
}

Address normalised(const Address& given) {
  Address address{.first_name = trimmed(given.first_name),
                  .last_name = trimmed(given.last_name),
                  .line1 = trimmed(given.line1),
                  .line2 = trimmed(given.line2),
                  .city = trimmed(given.city),
                  .region = trimmed(given.region),
                  .postal_code = trimmed(given.postal_code),
                  .country = to_upper(text::trim(given.country)),
                  .phone = trimmed(given.phone)};
  if (address.phone) address.phone = dialled(*address.phone);
  const auto country = find_country(address.country);
  if (!country) return address;
  if (auto code = find_postal_code(*country, address.postal_code)) address.postal_code = *std::move(code);
  if (address.region) {
    if (auto region = find_region(*country, *address.region)) address.region = *std::move(region);
  }
  return address;
}

}  // namespace kontor::postal
