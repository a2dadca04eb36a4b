#include "kernel/media/picture.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace kontor::media {

namespace {

constexpr int kSteps = 4096;  // of linear light; the darkest of sRGB's are further apart than that

float to_linear(int value) {
  const float v = static_cast<float>(value) / 255.0F;
  return v <= 0.04045F ? v / 12.92F : std::pow((v + 0.055F) / 1.055F, 2.4F);
}

std::uint8_t to_srgb(float linear) {
  const float v = linear <= 0.0031308F ? linear * 12.92F : 1.055F * std::pow(linear, 1.0F / 2.4F) - 0.055F;
  return static_cast<std::uint8_t>(std::lround(std::clamp(v, 0.0F, 1.0F) * 255.0F));
}

struct Curve {
  Curve() {
    for (int i = 0; i < 256; ++i) linear[static_cast<std::size_t>(i)] = to_linear(i);
    for (int i = 0; i <= kSteps; ++i) {
      srgb[static_cast<std::size_t>(i)] = to_srgb(static_cast<float>(i) / static_cast<float>(kSteps));
    }
  }
  std::uint8_t encoded(float value) const {
    return srgb[static_cast<std::size_t>(std::clamp(value, 0.0F, 1.0F) * kSteps + 0.5F)];
  }

  std::array<float, 256> linear;
  std::array<std::uint8_t, kSteps + 1> srgb;
};

const Curve& curve() {
  static const Curve the_curve;
  return the_curve;
}

// How much each of the source's pixels counts in one of the result: those from `first` on.
struct Coverage {
  int first = 0;
  std::vector<float> weights;
};

std::vector<Coverage> coverage_of(int from, int to) {
  const double ratio = static_cast<double>(from) / to;
  std::vector<Coverage> all(static_cast<std::size_t>(to));
  for (int i = 0; i < to; ++i) {
    const double begin = i * ratio;
    const double end = std::min((i + 1) * ratio, static_cast<double>(from));
    auto& one = all[static_cast<std::size_t>(i)];
    one.first = std::min(static_cast<int>(begin), from - 1);
    for (int j = one.first; j < from && (j < end || j == one.first); ++j) {
      const double part = std::min(j + 1.0, end) - std::max(static_cast<double>(j), begin);
      one.weights.push_back(static_cast<float>(part / ratio));
    }
  }
  return all;
}

// Means of a row, with the colours multiplied by alpha.
class RowMeans {
 public:
  RowMeans(const Picture& picture, int width) : picture_(picture), columns_(coverage_of(picture.width, width)) {}

  // Adds the row's means times `weight`, four values a pixel.
  void add(int y, float weight, std::vector<float>& sums) const {
    const auto channels = static_cast<std::size_t>(picture_.channels);
    const std::uint8_t* row = picture_.row(y);
    const auto& linear = curve().linear;
    float* sum = sums.data();
    for (const auto& column : columns_) {
      const std::uint8_t* pixel = row + static_cast<std::size_t>(column.first) * channels;
      for (const float share : column.weights) {
        const float alpha = weight * share * (channels == 4 ? static_cast<float>(pixel[3]) / 255.0F : 1.0F);
        for (std::size_t c = 0; c < 3; ++c) sum[c] += alpha * linear[pixel[c]];
        sum[3] += alpha;
        pixel += channels;
      }
      sum += 4;
    }
  }

 private:
  const Picture& picture_;
  std::vector<Coverage> columns_;
};

void write_row(const std::vector<float>& sums, Picture& picture, int y) {
  std::uint8_t* pixel = picture.row(y);
  for (std::size_t at = 0; at < sums.size(); at += 4) {
    const float alpha = sums[at + 3];
    for (std::size_t c = 0; c < 3; ++c) *pixel++ = alpha > 0 ? curve().encoded(sums[at + c] / alpha) : 0;
    if (picture.channels == 4) *pixel++ = static_cast<std::uint8_t>(std::lround(std::min(alpha, 1.0F) * 255.0F));
  }
}

int scaled(int side, int longest, int longer) {
  return std::max(1, static_cast<int>(std::lround(static_cast<double>(side) * longest / longer)));
}

}  // namespace

Picture::Picture(int picture_width, int picture_height, int picture_channels)
    : width(picture_width),
      height(picture_height),
      channels(picture_channels),
      pixels(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * static_cast<std::size_t>(channels)) {}

Picture oriented(Picture picture, int orientation) {
  if (orientation < 2 || orientation > 8) return picture;
  const bool swaps = orientation >= 5;
  const bool from_right = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
  const bool from_bottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
  Picture turned(swaps ? picture.height : picture.width, swaps ? picture.width : picture.height, picture.channels);
  const auto channels = static_cast<std::size_t>(picture.channels);
  for (int y = 0; y < turned.height; ++y) {
    std::uint8_t* out = turned.row(y);
    for (int x = 0; x < turned.width; ++x, out += channels) {
      const int column = swaps ? y : x;
      const int line = swaps ? x : y;
      const int from_x = from_right ? picture.width - 1 - column : column;
      const int from_y = from_bottom ? picture.height - 1 - line : line;
      std::copy_n(picture.row(from_y) + static_cast<std::size_t>(from_x) * channels, channels, out);
    }
  }
  return turned;
}

Picture reduced(const Picture& picture, int longest) {
  const int longer = std::max(picture.width, picture.height);
  if (longer <= longest) return picture;
  Picture small(scaled(picture.width, longest, longer), scaled(picture.height, longest, longer), picture.channels);
  const RowMeans means(picture, small.width);
  const auto lines = coverage_of(picture.height, small.height);
  std::vector<float> sums;
  for (int y = 0; y < small.height; ++y) {
    const auto& line = lines[static_cast<std::size_t>(y)];
    sums.assign(static_cast<std::size_t>(small.width) * 4, 0.0F);
    int from = line.first;
    for (const float weight : line.weights) means.add(from++, weight, sums);
    write_row(sums, small, y);
  }
  return small;
}

}  // namespace kontor::media
