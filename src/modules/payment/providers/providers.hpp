#pragma once

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "modules/payment/providers/provider.hpp"

namespace kontor::payment {

// Those that payments are taken with here.
class Providers {
 public:
  void add(std::unique_ptr<Provider> provider) { all_.push_back(std::move(provider)); }

  // nullptr: none of this name.
  Provider* find(std::string_view name) const {
    for (const auto& provider : all_) {
      if (provider->name() == name) return provider.get();
    }
    return nullptr;
  }
  const std::vector<std::unique_ptr<Provider>>& all() const { return all_; }

 private:
  std::vector<std::unique_ptr<Provider>> all_;
};

}  // namespace kontor::payment
