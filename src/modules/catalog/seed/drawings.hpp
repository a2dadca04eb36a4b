#pragma once

#include <span>

#include "modules/catalog/seed/canvas.hpp"
#include "modules/catalog/seed/picture.hpp"

namespace kontor::catalog::seed {

// What a family's picture is painted of, from the back to the front.
std::span<const Shape> drawing_of(PictureFamily family);

}  // namespace kontor::catalog::seed
