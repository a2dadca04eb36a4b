#include "modules/catalog/seed/picture.hpp"

#include "kernel/core/format.hpp"
#include "modules/catalog/seed/canvas.hpp"
#include "modules/catalog/seed/drawings.hpp"
#include "modules/catalog/seed/png.hpp"

namespace kontor::catalog::seed {

namespace {

constexpr std::string_view kFamilyNames[kPictureFamilies] = {"garment", "bag",    "cup",  "bottle", "tool", "tent",
                                                             "book",    "device", "lamp", "leaf",   "toy",  "wheel"};
constexpr std::string_view kColourNames[kColours] = {"charcoal", "ivory", "sand", "brick",
                                                     "mustard",  "olive", "navy", "rose"};

// A product's own colour, and the pastel it stands before: from the top left to the bottom right, with a disc between.
struct Scheme {
  Rgb body;
  Rgb sky;
  Rgb ground;
};
constexpr Scheme kSchemes[kColours] = {
    {{71, 78, 88}, {238, 240, 243}, {209, 215, 222}},     // charcoal
    {{247, 239, 222}, {171, 196, 189}, {137, 168, 162}},  // ivory
    {{214, 184, 143}, {246, 241, 232}, {228, 215, 196}},  // sand
    {{184, 84, 62}, {251, 236, 229}, {240, 208, 193}},    // brick
    {{222, 167, 54}, {253, 245, 221}, {243, 225, 175}},   // mustard
    {{122, 132, 78}, {241, 243, 227}, {214, 220, 187}},   // olive
    {{52, 78, 122}, {231, 239, 249}, {196, 212, 234}},    // navy
    {{214, 132, 144}, {253, 238, 239}, {244, 212, 215}},  // rose
};

std::array<Rgb, kTones> tones_of(const Scheme& scheme) {
  constexpr Rgb kWhite{255, 255, 255};
  constexpr Rgb kInk{48, 40, 48};
  std::array<Rgb, kTones> tones;
  tones[index_of(Tone::background)] = mix(scheme.sky, scheme.ground, 1, 2);
  tones[index_of(Tone::halo)] = mix(scheme.sky, kWhite, 9, 20);
  tones[index_of(Tone::shadow)] = mix(scheme.ground, kInk, 1, 6);
  tones[index_of(Tone::body)] = scheme.body;
  tones[index_of(Tone::shade)] = mix(scheme.body, kInk, 1, 4);
  tones[index_of(Tone::light)] = mix(scheme.body, kWhite, 1, 3);
  tones[index_of(Tone::accent)] = mix(scheme.body, {250, 247, 240}, 5, 6);
  return tones;
}

}  // namespace

std::string_view to_string(PictureFamily family) {
  return kFamilyNames[static_cast<std::size_t>(family)];
}

std::string_view to_string(Colour colour) {
  return kColourNames[static_cast<std::size_t>(colour)];
}

std::string picture_path(PictureFamily family, Colour colour) {
  return format("generated/{}-{}.png", to_string(family), to_string(colour));
}

Picture::Picture(PictureFamily family) {
  Canvas canvas(kPictureSide);
  for (const auto& shape : drawing_of(family)) canvas.add(shape);
  compressed_ = compressed_rows(canvas.pixels(), kPictureSide);
}

std::string Picture::png(Colour colour) const {
  const auto& scheme = kSchemes[static_cast<std::size_t>(colour)];
  return indexed_png(kPictureSide, palette_of(scheme.sky, scheme.ground, tones_of(scheme)), compressed_);
}

}  // namespace kontor::catalog::seed
