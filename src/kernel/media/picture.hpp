#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kontor::media {

// Pixels in sRGB, eight bits a channel: red, green, blue and, with four channels, alpha (not multiplied in). Row by row
// from the top, without gaps.
struct Picture {
  Picture() = default;
  Picture(int picture_width, int picture_height, int picture_channels);

  const std::uint8_t* row(int y) const { return pixels.data() + offset(y); }
  std::uint8_t* row(int y) { return pixels.data() + offset(y); }

  int width = 0;
  int height = 0;
  int channels = 3;
  std::vector<std::uint8_t> pixels;

 private:
  std::size_t offset(int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) * static_cast<std::size_t>(channels);
  }
};

// Turned and mirrored as the orientation of EXIF (1 to 8) asks for; 1, and what is none, changes nothing.
Picture oriented(Picture picture, int orientation);

// With the longer side of at most `longest` pixels, each the mean of the area that it stands for, in linear light;
// transparent pixels do not colour their neighbours. What is small enough already stays as it is.
Picture reduced(const Picture& picture, int longest);

}  // namespace kontor::media
