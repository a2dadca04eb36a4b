#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace kontor::catalog::seed {

struct Rgb {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;

  bool operator==(const Rgb&) const = default;
};

// The way from a to b, numerator / denominator far.
Rgb mix(Rgb a, Rgb b, int numerator, int denominator);

// What a drawing is painted with; a palette makes colours of them.
enum class Tone { background, halo, shadow, body, shade, light, accent };
inline constexpr std::size_t kTones = 7;
constexpr std::size_t index_of(Tone tone) {
  return static_cast<std::size_t>(tone);
}

struct Point {
  float x = 0;
  float y = 0;
};

// area: inside the points, its corners rounded by `radius`. line: along the points, `radius` to each side; of a single
// point: a disc. ring: around the first point, as far as the second's x, `radius` to each side. oval: around the first
// point, the second its half axes.
enum class Form { area, line, ring, oval };

struct Shape {
  Form form;
  Tone tone;
  float radius;
  std::span<const Point> points;
};

// Paints shapes over one another with smooth edges. A pixel is an index into the palette below: a step of the
// background, or a mixture of two tones.
class Canvas {
 public:
  explicit Canvas(int side);
  void add(const Shape& shape);
  std::span<const std::uint8_t> pixels() const { return pixels_; }

 private:
  int side_;
  std::vector<std::uint8_t> pixels_;
};

// The background from `sky` (top left) to `ground` (bottom right), then the mixtures of all tones.
std::vector<Rgb> palette_of(Rgb sky, Rgb ground, const std::array<Rgb, kTones>& tones);

}  // namespace kontor::catalog::seed
