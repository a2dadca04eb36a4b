#pragma once

namespace kontor {

// While it lives, what this thread does gives way, or does not, to what matters more, wherever something is short. What
// a thread begins with does not.
class GivingWay {
 public:
  explicit GivingWay(bool gives_way);
  ~GivingWay();
  GivingWay(const GivingWay&) = delete;
  GivingWay& operator=(const GivingWay&) = delete;

  static bool here();

 private:
  bool before_;
};

}  // namespace kontor
