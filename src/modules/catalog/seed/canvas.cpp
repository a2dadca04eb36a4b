#include "modules/catalog/seed/canvas.hpp"

#include <algorithm>
#include <cmath>

namespace kontor::catalog::seed {

namespace {

// The palette: 32 steps of the background, then for each lower tone and upper tone how much of the upper one is seen,
// in sixths. 32 + 7 × 6 × 5 mixtures + the 6 plain tones above the background = 248 entries.
constexpr int kBackgroundSteps = 32;
constexpr int kParts = 6;
constexpr int kPlain = kBackgroundSteps;
constexpr int kMixtures = kPlain + static_cast<int>(kTones) - 1;

std::uint8_t plain(Tone tone) {
  return static_cast<std::uint8_t>(kPlain + static_cast<int>(tone) - 1);
}

// 0 … 41 for two different tones.
int pair_index(int lower, int upper) {
  return lower * (static_cast<int>(kTones) - 1) + upper - (upper > lower ? 1 : 0);
}

std::uint8_t mixture(Tone lower, Tone upper, int parts) {
  const int pair = pair_index(static_cast<int>(lower), static_cast<int>(upper));
  return static_cast<std::uint8_t>(kMixtures + pair * (kParts - 1) + parts - 1);
}

// The tone that one sees most of.
Tone dominant(std::uint8_t pixel) {
  if (pixel < kBackgroundSteps) return Tone::background;
  if (pixel < kMixtures) return static_cast<Tone>(pixel - kPlain + 1);
  const int pair = (pixel - kMixtures) / (kParts - 1);
  const int parts = (pixel - kMixtures) % (kParts - 1) + 1;
  const int lower = pair / (static_cast<int>(kTones) - 1);
  const int upper = pair % (static_cast<int>(kTones) - 1);
  if (parts * 2 < kParts) return static_cast<Tone>(lower);
  return static_cast<Tone>(upper >= lower ? upper + 1 : upper);
}

float length(Point p) {
  return std::sqrt(p.x * p.x + p.y * p.y);
}
Point operator-(Point a, Point b) {
  return {a.x - b.x, a.y - b.y};
}
float dot(Point a, Point b) {
  return a.x * b.x + a.y * b.y;
}

float distance_to_segment(Point p, Point a, Point b) {
  const Point along = b - a;
  const float squared = dot(along, along);
  const float part = squared > 0 ? std::clamp(dot(p - a, along) / squared, 0.0F, 1.0F) : 0.0F;
  return length({p.x - a.x - along.x * part, p.y - a.y - along.y * part});
}

float distance_to_line(Point p, std::span<const Point> points) {
  float nearest = length(p - points.front());
  for (std::size_t i = 1; i < points.size(); ++i) {
    nearest = std::min(nearest, distance_to_segment(p, points[i - 1], points[i]));
  }
  return nearest;
}

bool is_inside(Point p, std::span<const Point> corners) {
  bool inside = false;
  for (std::size_t i = 0, j = corners.size() - 1; i < corners.size(); j = i++) {
    const Point a = corners[i];
    const Point b = corners[j];
    if ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x) inside = !inside;
  }
  return inside;
}

// Below zero inside.
float distance_to_area(Point p, std::span<const Point> corners) {
  const float edge = std::min(distance_to_line(p, corners), distance_to_segment(p, corners.back(), corners.front()));
  return is_inside(p, corners) ? -edge : edge;
}

float distance_to_oval(Point p, Point centre, Point axes) {
  const Point scaled{(p.x - centre.x) / axes.x, (p.y - centre.y) / axes.y};
  const float k = length(scaled);
  const float slope = length({scaled.x / axes.x, scaled.y / axes.y});
  return slope > 0 ? k * (k - 1) / slope : -std::min(axes.x, axes.y);
}

float distance_to(const Shape& shape, Point p) {
  switch (shape.form) {
    case Form::area:
      return distance_to_area(p, shape.points) - shape.radius;
    case Form::line:
      return distance_to_line(p, shape.points) - shape.radius;
    case Form::ring:
      return std::fabs(length(p - shape.points[0]) - shape.points[1].x) - shape.radius;
    case Form::oval:
      break;
  }
  return distance_to_oval(p, shape.points[0], shape.points[1]);
}

struct Frame {
  int left, top, right, bottom;
};

// The pixels that a shape can touch.
Frame frame_of(const Shape& shape, int side) {
  Point low = shape.points.front();
  Point high = low;
  float margin = shape.radius + 2;
  if (shape.form == Form::ring) margin += shape.points[1].x;
  if (shape.form == Form::oval) margin += std::max(shape.points[1].x, shape.points[1].y);
  const bool is_round = shape.form == Form::ring || shape.form == Form::oval;
  for (const Point p : is_round ? shape.points.first(1) : shape.points) {
    low = {std::min(low.x, p.x), std::min(low.y, p.y)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y)};
  }
  const auto within = [side](float value) { return std::clamp(static_cast<int>(value), 0, side); };
  return {within(low.x - margin), within(low.y - margin), within(high.x + margin), within(high.y + margin)};
}

}  // namespace

Rgb mix(Rgb a, Rgb b, int numerator, int denominator) {
  const auto part = [&](int from, int to) {
    return static_cast<std::uint8_t>((from * (denominator - numerator) + to * numerator) / denominator);
  };
  return {part(a.red, b.red), part(a.green, b.green), part(a.blue, b.blue)};
}

Canvas::Canvas(int side) : side_(side) {
  pixels_.reserve(static_cast<std::size_t>(side) * static_cast<std::size_t>(side));
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      pixels_.push_back(static_cast<std::uint8_t>((x + 2 * y) * kBackgroundSteps / (3 * side)));
    }
  }
}

void Canvas::add(const Shape& shape) {
  const auto frame = frame_of(shape, side_);
  for (int y = frame.top; y < frame.bottom; ++y) {
    for (int x = frame.left; x < frame.right; ++x) {
      const float distance = distance_to(shape, {static_cast<float>(x) + 0.5F, static_cast<float>(y) + 0.5F});
      const int parts = static_cast<int>(std::lround((0.5F - distance) * kParts));
      if (parts <= 0) continue;
      auto& pixel = pixels_[static_cast<std::size_t>(y * side_ + x)];
      const Tone lower = dominant(pixel);
      if (parts >= kParts) {
        pixel = plain(shape.tone);
      } else if (lower != shape.tone) {
        pixel = mixture(lower, shape.tone, parts);
      }
    }
  }
}

std::vector<Rgb> palette_of(Rgb sky, Rgb ground, const std::array<Rgb, kTones>& tones) {
  std::vector<Rgb> palette;
  for (int step = 0; step < kBackgroundSteps; ++step) palette.push_back(mix(sky, ground, step, kBackgroundSteps - 1));
  palette.insert(palette.end(), tones.begin() + 1, tones.end());
  for (std::size_t lower = 0; lower < kTones; ++lower) {
    for (std::size_t upper = 0; upper < kTones; ++upper) {
      for (int parts = 1; parts < kParts && lower != upper; ++parts) {
        palette.push_back(mix(tones[lower], tones[upper], parts, kParts));
      }
    }
  }
  return palette;
}

}  // namespace kontor::catalog::seed
