#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "publishers.hpp"
#include "report.hpp"
#include "service.hpp"
#include "stage.hpp"

namespace kontor::bench {

// All that is measured, in rounds: each kind of work stands between two measurements of the ruler, so that a machine
// that slows down shows in both.
class Rounds {
 public:
  explicit Rounds(Stage& stage) : stage_(stage) {}

  // Throws std::runtime_error when something could not be measured, and when the handlers' rows are not one for each
  // event that was handled.
  void play(int rounds);
  void print() const;

 private:
  struct Line {
    std::string title;
    double aim = 0;
    std::vector<Measured> rounds = {};
  };
  class Watch;

  void play_round(int round);
  void measure_ruler();
  std::int64_t append(Line& line, const std::string& topic, int batch);  // how many were appended
  void handle(Line& line, const std::string& topic, Service::Kind kind, int batch, std::int64_t backlog);
  void publish_and_handle(Line& line, const std::string& topic, int batch);
  void idle(const std::string& topic);
  void half_load(const std::string& topic, double transactions_a_second);

  Publish sales(Channel& channel, int batch);     // only events
  Publish use_case(Channel& channel, int batch);  // a row of state, and events
  void note(Line& line, const Measured& measured);
  void say(std::string_view what) const;

  Stage& stage_;
  std::string progress_;
  std::int64_t handled_ = 0;
  double last_ruler_ = 0;
  std::vector<Line*> since_ruler_;

  Line ruler_{"pgbench TPC-B, scale 10, 8 clients, prepared"};
  Line append_one_{"appended, one a transaction"};
  Line append_hundred_{"appended, 100 a transaction"};
  Line handle_one_{"handled, one a transaction"};
  Line handle_hundred_{"handled, up to 100 a transaction", 5};
  Line handle_relaxed_{"handled likewise, rebuildable and relaxed"};
  Line both_one_{"published singly with state, and handled"};
  Line both_hundred_{"published by 100 with state, and handled"};
  std::vector<double> idle_ms_;
  std::vector<double> publishing_ms_;
  std::vector<double> half_load_ms_;
};

}  // namespace kontor::bench
