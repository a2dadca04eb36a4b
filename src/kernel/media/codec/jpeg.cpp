#include <cstdio>  // jpeglib.h needs it

#include <jerror.h>
#include <jpeglib.h>

#include <algorithm>
#include <csetjmp>
#include <cstdlib>
#include <memory>
#include <new>

#include "kernel/media/codec/codec.hpp"

namespace kontor::media {

namespace {

// A picture in steps that has more of them than cameras and programs make is made to keep us busy.
constexpr int kMostScans = 64;
constexpr long kSpareMemory = 64 << 20;

// libjpeg leaves its functions by a jump where it cannot go on. What calls it runs in attempt(), in frames that have
// nothing to destroy.
struct Failures : jpeg_error_mgr {
  std::jmp_buf out;
  bool is_truncated = false;

  Failures() : jpeg_error_mgr() {
    jpeg_std_error(this);
    error_exit = [](j_common_ptr info) { std::longjmp(static_cast<Failures*>(info->err)->out, 1); };
    emit_message = [](j_common_ptr info, int level) {
      const int code = info->err->msg_code;
      const bool ends_early = code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER;
      if (level < 0 && ends_early) static_cast<Failures*>(info->err)->is_truncated = true;
    };
    output_message = [](j_common_ptr) {};
  }
};

template <class Step>
bool attempt(Failures& failures, const Step& step) {
  if (setjmp(failures.out) != 0) return false;
  step();
  return true;
}

void stop_endless_scans(j_common_ptr info) {
  if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number > kMostScans) info->err->error_exit(info);
}

class Reading {
 public:
  explicit Reading(std::string_view bytes) : bytes_(bytes) {
    info_.err = &failures_;
    watch_.progress_monitor = stop_endless_scans;
  }
  ~Reading() { jpeg_destroy_decompress(&info_); }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

  bool read_head(const Limits& limits) {
    const long memory = kSpareMemory + 12 * static_cast<long>(limits.pixels);
    return attempt(failures_, [&] {
      jpeg_create_decompress(&info_);
      info_.mem->max_memory_to_use = memory;
      info_.progress = &watch_;
      jpeg_mem_src(&info_, reinterpret_cast<const unsigned char*>(bytes_.data()), bytes_.size());
      jpeg_read_header(&info_, TRUE);
    });
  }

  // In eighths of its size, as many as leave enough of it.
  bool begin(int enough) {
    const auto longer = std::max(info_.image_width, info_.image_height);
    unsigned eighths = 8;
    while (enough > 0 && eighths > 1 && longer * (eighths / 2) / 8 >= static_cast<unsigned>(enough)) eighths /= 2;
    const bool is_print = info_.jpeg_color_space == JCS_CMYK || info_.jpeg_color_space == JCS_YCCK;
    return attempt(failures_, [&] {
      info_.scale_num = eighths;
      info_.scale_denom = 8;
      info_.out_color_space = is_print ? JCS_CMYK : JCS_RGB;
      jpeg_start_decompress(&info_);
    });
  }

  bool read_rows(Picture& picture) {
    return attempt(failures_, [&] {
      while (info_.output_scanline < info_.output_height) {
        JSAMPROW row = picture.row(static_cast<int>(info_.output_scanline));
        jpeg_read_scanlines(&info_, &row, 1);
      }
      jpeg_finish_decompress(&info_);
    });
  }

  const jpeg_decompress_struct& info() const { return info_; }
  bool is_truncated() const { return failures_.is_truncated; }

 private:
  std::string_view bytes_;
  Failures failures_;
  jpeg_progress_mgr watch_{};
  jpeg_decompress_struct info_{};
};

// Ink to light; Adobe's programs write how little ink there is.
Picture from_print(const Picture& ink, bool is_inverted) {
  Picture picture(ink.width, ink.height, 3);
  const std::uint8_t* from = ink.pixels.data();
  for (std::size_t at = 0; at < picture.pixels.size(); at += 3, from += 4) {
    const int black = is_inverted ? from[3] : 255 - from[3];
    for (std::size_t c = 0; c < 3; ++c) {
      const int light = is_inverted ? from[c] : 255 - from[c];
      picture.pixels[at + c] = static_cast<std::uint8_t>(light * black / 255);
    }
  }
  return picture;
}

class Writing {
 public:
  Writing() { info_.err = &failures_; }
  ~Writing() {
    jpeg_destroy_compress(&info_);
    std::free(bytes_);
  }
  Writing(const Writing&) = delete;
  Writing& operator=(const Writing&) = delete;

  bool write(const Picture& picture, int quality) {
    return attempt(failures_, [&] {
      jpeg_create_compress(&info_);
      jpeg_mem_dest(&info_, &bytes_, &size_);
      info_.image_width = static_cast<JDIMENSION>(picture.width);
      info_.image_height = static_cast<JDIMENSION>(picture.height);
      info_.input_components = 3;
      info_.in_color_space = JCS_RGB;
      jpeg_set_defaults(&info_);
      jpeg_set_quality(&info_, quality, TRUE);
      info_.optimize_coding = TRUE;
      jpeg_start_compress(&info_, TRUE);
      while (info_.next_scanline < info_.image_height) {
        JSAMPROW row = const_cast<JSAMPROW>(picture.row(static_cast<int>(info_.next_scanline)));
        jpeg_write_scanlines(&info_, &row, 1);
      }
      jpeg_finish_compress(&info_);
    });
  }
  std::string bytes() const { return {reinterpret_cast<const char*>(bytes_), size_}; }

 private:
  Failures failures_;
  jpeg_compress_struct info_{};
  unsigned char* bytes_ = nullptr;
  unsigned long size_ = 0;
};

// Walks over the segments and copies those that make up the picture.
class Stripping {
 public:
  explicit Stripping(std::string_view bytes) : bytes_(bytes) {}

  Result<Stripped> run() {
    result_.bytes = "\xff\xd8";
    at_ = 2;
    while (const auto marker = next_marker()) {
      if (*marker == kEnd) return result_.bytes += "\xff\xd9", std::move(result_);
      if (!take_segment(*marker)) break;
    }
    return broken("It is cut off.");
  }

 private:
  static constexpr std::uint8_t kEnd = 0xd9, kScan = 0xda, kApp0 = 0xe0, kApp1 = 0xe1, kApp14 = 0xee, kApp15 = 0xef,
                                kComment = 0xfe;

  std::uint8_t byte(std::size_t at) const { return static_cast<std::uint8_t>(bytes_[at]); }

  std::optional<std::uint8_t> next_marker() {
    while (at_ + 1 < bytes_.size()) {
      if (byte(at_) == 0xff && byte(at_ + 1) != 0xff && byte(at_ + 1) != 0) return at_ += 2, byte(at_ - 1);
      ++at_;
    }
    return std::nullopt;
  }

  bool take_segment(std::uint8_t marker) {
    const bool stands_alone = marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
    if (stands_alone) return true;
    if (at_ + 2 > bytes_.size()) return false;
    const std::size_t length = static_cast<std::size_t>(byte(at_)) << 8 | byte(at_ + 1);
    if (length < 2 || bytes_.size() - at_ < length) return false;
    const auto content = bytes_.substr(at_ + 2, length - 2);
    at_ += length;
    if (is_metadata(marker)) return note(marker, content), true;
    copy(marker, content);
    if (marker == kScan) copy_scan();
    return true;
  }

  static bool is_metadata(std::uint8_t marker) { return (marker >= kApp0 && marker <= kApp15) || marker == kComment; }

  // Two of them say how the colours are to be read; of these, that much is kept.
  void note(std::uint8_t marker, std::string_view content) {
    using namespace std::string_view_literals;
    if (marker == kApp0 && content.starts_with("JFIF\0"sv)) {
      copy(kApp0, "JFIF\0\x01\x01\0\0\x01\0\x01\0\0"sv);
    } else if (marker == kApp14 && content.starts_with("Adobe") && content.size() >= 12) {
      copy(kApp14, content.substr(0, 12));
    } else if (marker == kApp1 && content.starts_with("Exif\0\0"sv)) {
      result_.orientation = orientation_in(content.substr(6));
      result_.may_stay = result_.may_stay && result_.orientation == 1;
    }
  }

  void copy(std::uint8_t marker, std::string_view content) {
    const auto length = content.size() + 2;
    const bool is_frame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    if (is_frame && content.size() > 5 && content[5] == 4) result_.may_stay = false;  // inks of print
    result_.bytes += '\xff';
    result_.bytes += static_cast<char>(marker);
    result_.bytes += static_cast<char>(length >> 8);
    result_.bytes += static_cast<char>(length & 0xff);
    result_.bytes += content;
  }

  // Up to a marker that is neither a restart nor an escaped byte.
  void copy_scan() {
    const auto begin = at_;
    while (at_ + 1 < bytes_.size()) {
      const auto follows = byte(at_ + 1);
      if (byte(at_) == 0xff && follows != 0 && follows != 0xff && (follows < 0xd0 || follows > 0xd7)) break;
      ++at_;
    }
    result_.bytes += bytes_.substr(begin, at_ - begin);
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  Stripped result_;
};

}  // namespace

Result<Stripped> strip_jpeg(std::string_view bytes) {
  return Stripping(bytes).run();
}

Result<Decoded> decode_jpeg(std::string_view bytes, const Limits& limits, int enough) {
  Reading reading(bytes);
  if (!reading.read_head(limits)) return broken("It cannot be read as a JPEG.");
  const auto& info = reading.info();
  if (auto fits = check_size(info.image_width, info.image_height, limits); !fits) return std::move(fits).error();
  if (!reading.begin(enough)) return broken("It cannot be read as a JPEG.");
  const int channels = info.out_color_space == JCS_CMYK ? 4 : 3;
  if (info.output_components != channels) return broken("Its colours are none that a picture has.");
  Picture picture(static_cast<int>(info.output_width), static_cast<int>(info.output_height), channels);
  if (!reading.read_rows(picture)) return broken("It cannot be read as a JPEG.");
  if (reading.is_truncated()) return broken("It is cut off.");
  if (channels == 4) picture = from_print(picture, info.saw_Adobe_marker != FALSE);
  return Decoded{std::move(picture), static_cast<int>(info.image_width), static_cast<int>(info.image_height)};
}

std::string encode_jpeg(const Picture& picture, int quality) {
  Writing writing;
  if (!writing.write(picture, quality)) throw std::bad_alloc();
  return writing.bytes();
}

}  // namespace kontor::media
