// Runs a libFuzzer target without libFuzzer: first the given seeds as they are, then mutations of them. The same seed
// number gives the same mutations, so a failure is repeated by repeating the command it prints.
//
//   fuzz_json [--seconds 3] [--iterations 1000000] [--seed 1] FILE or FOLDER …

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr std::size_t kMaxInput = 64 << 10;
constexpr const char* kFailedInput = "fuzz-failed-input";

struct Options {
  double seconds = 3;
  std::uint64_t iterations = 1'000'000'000;
  std::uint64_t seed = std::random_device{}();
  std::vector<std::string> paths;
};

Options parse(int count, char** words) {
  Options options;
  for (int i = 1; i < count; ++i) {
    const std::string_view word = words[i];
    const bool has_value = i + 1 < count;
    if (word == "--seconds" && has_value) {
      options.seconds = std::stod(words[++i]);
    } else if (word == "--iterations" && has_value) {
      options.iterations = std::stoull(words[++i]);
    } else if (word == "--seed" && has_value) {
      options.seed = std::stoull(words[++i]);
    } else {
      options.paths.emplace_back(word);
    }
  }
  return options;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// In the order of the names, or the same seed number would mean something else on another machine.
std::vector<std::string> read_seeds(const std::vector<std::string>& paths) {
  std::vector<std::filesystem::path> files;
  for (const auto& path : paths) {
    if (!std::filesystem::is_directory(path)) {
      files.emplace_back(path);
      continue;
    }
    for (const auto& entry : std::filesystem::directory_iterator(path)) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  std::vector<std::string> seeds;
  for (const auto& file : files) seeds.push_back(read_file(file));
  if (seeds.empty()) seeds.emplace_back();
  return seeds;
}

class Mutator {
 public:
  Mutator(std::vector<std::string> seeds, std::uint64_t seed) : seeds_(std::move(seeds)), random_(seed) {}

  std::string next() {
    std::string input = any_seed();
    for (std::size_t steps = 1 + below(6); steps > 0; --steps) mutate(input);
    if (input.size() > kMaxInput) input.resize(kMaxInput);
    return input;
  }

 private:
  // std::uniform_int_distribution is not the same everywhere.
  std::size_t below(std::size_t limit) { return limit == 0 ? 0 : static_cast<std::size_t>(random_() % limit); }
  const std::string& any_seed() { return seeds_[below(seeds_.size())]; }
  char any_byte() { return static_cast<char>(below(256)); }

  std::string any_piece(const std::string& of, std::size_t longest) {
    const std::size_t start = below(of.size() + 1);
    return of.substr(start, 1 + below(longest));
  }

  void mutate(std::string& input) {
    const std::size_t at = below(input.size() + 1);
    switch (below(6)) {
      case 0:
        if (at < input.size()) input[at] = static_cast<char>(input[at] ^ (1 << below(8)));
        break;
      case 1:
        input.insert(at, 1 + below(3), any_byte());
        break;
      case 2:
        input.erase(at, 1 + below(8));
        break;
      case 3:
        input.insert(at, any_piece(input, 32));
        break;
      case 4:
        input.insert(at, any_piece(any_seed(), 32));
        break;
      default:
        input = input.substr(0, at) + any_piece(any_seed(), kMaxInput);
        break;
    }
  }

  std::vector<std::string> seeds_;
  std::mt19937_64 random_;
};

// What the target is working on, for the signal handler.
const std::string* present_input = nullptr;

void keep_failed_input(int signal) {
  const int file = open(kFailedInput, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (file >= 0 && write(file, present_input->data(), present_input->size()) >= 0) {
    constexpr std::string_view kSaid = "the input is in fuzz-failed-input\n";
    [[maybe_unused]] const auto written = write(STDERR_FILENO, kSaid.data(), kSaid.size());
  }
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

void run(const std::string& input) {
  present_input = &input;
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

}  // namespace

int main(int count, char** words) {
  const Options options = parse(count, words);
  std::printf("seed %llu (repeat with --seed %llu)\n", static_cast<unsigned long long>(options.seed),
              static_cast<unsigned long long>(options.seed));
  std::fflush(stdout);
  for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGILL}) std::signal(signal, keep_failed_input);

  const auto seeds = read_seeds(options.paths);
  for (const auto& seed : seeds) run(seed);
  Mutator mutator(seeds, options.seed);
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(options.seconds);
  std::uint64_t done = 0;
  for (; done < options.iterations && std::chrono::steady_clock::now() < end; ++done) run(mutator.next());
  std::printf("%zu seeds and %llu mutations without a failure\n", seeds.size(), static_cast<unsigned long long>(done));
  return 0;
}
