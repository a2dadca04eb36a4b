#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "kernel/media/picture.hpp"

// Pictures as clients send them, made by the libraries themselves.
namespace kontor::media::pictures {

// A quarter of each: red and green above, blue and white below, with soft noise so that it compresses like a photo.
Picture quarters(int width, int height, int channels = 3);

std::string jpeg(const Picture& picture);
std::string png(const Picture& picture);
std::string webp(const Picture& picture);
std::string avif(const Picture& picture);
// For print: cyan, magenta, yellow and black, in the way of Adobe's programs.
std::string print_jpeg(const Picture& picture);

// EXIF's TIFF block with this orientation and a text that nobody should find again.
std::string tiff(int orientation, std::string_view secret);
// The same picture with EXIF, a comment and whatever else may hold a text.
std::string jpeg_with(const std::string& jpeg, int orientation, std::string_view secret);
std::string png_with(const std::string& png, int orientation, std::string_view secret);
std::string webp_with(const std::string& webp, int orientation, std::string_view secret, int width, int height);

// A PNG of so many black pixels, all there, in a few kilobytes.
std::string png_bomb(int side);
// The same JPEG, saying that it is of another size.
std::string lying(std::string jpeg, int width, int height);

// What is seen at a place, as one of "red", "green", "blue", "white", or "" for anything else.
std::string colour_at(const Picture& picture, double x, double y);
// The four quarters, row by row: "red green blue white".
std::string corners(const Picture& picture);

}  // namespace kontor::media::pictures
