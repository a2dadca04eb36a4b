#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "modules/catalog/seed/canvas.hpp"

// PNG files of square pictures with a palette. The pixels' part does not depend on the palette.
namespace kontor::catalog::seed {

// The rows as PNG compresses them: `pixels` holds side × side indices.
std::string compressed_rows(std::span<const std::uint8_t> pixels, int side);

std::string indexed_png(int side, std::span<const Rgb> palette, std::string_view compressed);

// CRC-32 as PNG, gzip and Ethernet have it.
std::uint32_t crc32(std::string_view bytes);

}  // namespace kontor::catalog::seed
