#include "modules/pricing/seed/tax_rates.hpp"

#include <array>

namespace kontor::pricing::seed {

namespace {

// Rows as they fit on their lines: name, country, region, standard, reduced, second reduced.
// clang-format off
constexpr std::array kZones = std::to_array<ZoneRates>({
    {"Austria", "AT", "", 200'000, 100'000, 130'000},
    {"Belgium", "BE", "", 210'000, 60'000, 120'000},
    {"Bulgaria", "BG", "", 200'000, 90'000},
    {"Croatia", "HR", "", 250'000, 50'000, 130'000},
    {"Cyprus", "CY", "", 190'000, 50'000, 90'000},
    {"Czechia", "CZ", "", 210'000, 120'000},
    {"Denmark", "DK", "", 250'000},
    {"Estonia", "EE", "", 240'000, 90'000, 130'000},
    {"Finland", "FI", "", 255'000, 135'000, 100'000},
    {"France", "FR", "", 200'000, 55'000, 21'000},
    {"Germany", "DE", "", 190'000, 70'000},
    {"Greece", "GR", "", 240'000, 130'000, 60'000},
    {"Hungary", "HU", "", 270'000, 50'000, 180'000},
    {"Ireland", "IE", "", 230'000, 135'000, 48'000},
    {"Italy", "IT", "", 220'000, 100'000, 40'000},
    {"Latvia", "LV", "", 210'000, 120'000, 50'000},
    {"Lithuania", "LT", "", 210'000, 120'000, 50'000},
    {"Luxembourg", "LU", "", 170'000, 80'000, 30'000},
    {"Malta", "MT", "", 180'000, 70'000, 50'000},
    {"Netherlands", "NL", "", 210'000, 90'000},
    {"Poland", "PL", "", 230'000, 80'000, 50'000},
    {"Portugal", "PT", "", 230'000, 60'000, 130'000},
    {"Romania", "RO", "", 210'000, 110'000},
    {"Slovakia", "SK", "", 230'000, 190'000, 50'000},
    {"Slovenia", "SI", "", 220'000, 95'000, 50'000},
    {"Spain", "ES", "", 210'000, 100'000, 40'000},
    {"Sweden", "SE", "", 250'000, 120'000, 60'000},
    {"United Kingdom", "GB", "", 200'000, 50'000},
    {"Switzerland", "CH", "", 81'000, 26'000, 38'000},
    {"Liechtenstein", "LI", "", 81'000, 26'000, 38'000},
    {"Norway", "NO", "", 250'000, 150'000, 120'000},
    {"Iceland", "IS", "", 240'000, 110'000},
    {"Türkiye", "TR", "", 200'000, 100'000, 10'000},
    {"Ukraine", "UA", "", 200'000, 70'000},
    {"Serbia", "RS", "", 200'000, 100'000},
    {"Australia", "AU", "", 100'000},
    {"New Zealand", "NZ", "", 150'000},
    {"Japan", "JP", "", 100'000, 80'000},
    {"South Korea", "KR", "", 100'000},
    {"Singapore", "SG", "", 90'000},
    {"India", "IN", "", 180'000, 50'000},
    {"South Africa", "ZA", "", 150'000},
    {"United Arab Emirates", "AE", "", 50'000},
    {"Saudi Arabia", "SA", "", 150'000},
    {"Kuwait", "KW", "", 0},
    {"Mexico", "MX", "", 160'000},
    {"Chile", "CL", "", 190'000},
    {"Canada", "CA", "", 50'000, {}, {}, false},
    {"Canada, Ontario", "CA", "ON", 130'000, {}, {}, false},
    {"Canada, Quebec", "CA", "QC", 149'750, {}, {}, false},
    {"Canada, British Columbia", "CA", "BC", 120'000, {}, {}, false},
    {"Canada, Nova Scotia", "CA", "NS", 140'000, {}, {}, false},
    {"United States", "US", "", 0, {}, {}, false},
    {"United States, California", "US", "CA", 72'500, {}, {}, false},
    {"United States, New York", "US", "NY", 40'000, {}, {}, false},
    {"United States, Texas", "US", "TX", 62'500, {}, {}, false},
    {"United States, Florida", "US", "FL", 60'000, {}, {}, false},
    {"United States, Washington", "US", "WA", 65'000, {}, {}, false},
    {"United States, Illinois", "US", "IL", 62'500, 10'000, {}, false},
    {"United States, Massachusetts", "US", "MA", 62'500, {}, {}, false},
    {"United States, New Jersey", "US", "NJ", 66'250, {}, {}, false},
    {"United States, Pennsylvania", "US", "PA", 60'000, {}, {}, false},
    {"United States, Colorado", "US", "CO", 29'000, {}, {}, false},
});

constexpr std::array kFormer = std::to_array<FormerRate>({
    {"EE", 220'000, "2025-06-30T21:00:00Z"},
    {"FI", 240'000, "2024-08-31T21:00:00Z"},
    {"SK", 200'000, "2024-12-31T23:00:00Z"},
    {"RO", 190'000, "2025-07-31T21:00:00Z"},
    {"CH", 77'000, "2023-12-31T23:00:00Z"},
    {"SG", 80'000, "2023-12-31T16:00:00Z"},
});
// clang-format on

}  // namespace

std::span<const ZoneRates> zone_rates() {
  return kZones;
}

std::span<const FormerRate> former_rates() {
  return kFormer;
}

}  // namespace kontor::pricing::seed
