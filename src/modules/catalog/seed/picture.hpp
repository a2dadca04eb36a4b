#pragma once

#include <string>
#include <string_view>

// The demo products' pictures: one flat drawing for each family of products, in each colour of the house.
namespace kontor::catalog::seed {

enum class PictureFamily { garment, bag, cup, bottle, tool, tent, book, device, lamp, leaf, toy, wheel };
inline constexpr int kPictureFamilies = 12;

enum class Colour { charcoal, ivory, sand, brick, mustard, olive, navy, rose };
inline constexpr int kColours = 8;

inline constexpr int kPictureSide = 640;

std::string_view to_string(PictureFamily family);
std::string_view to_string(Colour colour);

// Where it lies below the media folder: "generated/cup-navy.png".
std::string picture_path(PictureFamily family, Colour colour);

// A family's drawing as tones, not yet colours: drawn and compressed once, then coloured by a palette.
class Picture {
 public:
  explicit Picture(PictureFamily family);

  // A PNG file of kPictureSide × kPictureSide; the same bytes for the same picture.
  std::string png(Colour colour) const;

 private:
  std::string compressed_;
};

}  // namespace kontor::catalog::seed
