// IdSource: request ids, trace ids and other random names; a seeded source for tests.
#pragma once

#include <array>
#include <cstdint>
#include <random>
#include <string>

#include "emulator/base/clock.h"

namespace lambent::base {

/// One of the three virtual seams: where randomness comes from.
class IdSource {
 public:
  IdSource() = default;
  IdSource(const IdSource&) = delete;
  IdSource& operator=(const IdSource&) = delete;
  virtual ~IdSource() = default;

  virtual std::uint64_t random() = 0;

  /// UUID version 4, lower case.
  std::string uuid();
  /// `digits` lower-case hexadecimal digits.
  std::string hex(std::size_t digits);
  /// `1-<8 hex of the time>-<24 hex>`: the Root of an X-Ray trace.
  std::string trace_root(WallTime now);
};

/// Seeded from the system once; not for secrets.
class RandomIds final : public IdSource {
 public:
  RandomIds();
  std::uint64_t random() override { return engine_(); }

 private:
  std::mt19937_64 engine_;
};

/// The same names every time.
class SeededIds final : public IdSource {
 public:
  explicit SeededIds(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t random() override { return engine_(); }

 private:
  std::mt19937_64 engine_;
};

}  // namespace lambent::base
