#include "kernel/core/giving_way.hpp"

#include <utility>

namespace kontor {

namespace {

thread_local bool gives_way_here = false;

}  // namespace

GivingWay::GivingWay(bool gives_way) : before_(std::exchange(gives_way_here, gives_way)) {}

GivingWay::~GivingWay() {
  gives_way_here = before_;
}

bool GivingWay::here() {
  return gives_way_here;
}

}  // namespace kontor
