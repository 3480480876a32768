#pragma once

#include <filesystem>

namespace belvedere::bench {

/// A CityGML file whose members are repeated with shifted coordinates and renamed ids, written to a temporary file that
/// goes with this object.
class RepeatedCity {
 public:
  RepeatedCity(const std::filesystem::path& source, int count);
  ~RepeatedCity();
  RepeatedCity(const RepeatedCity&) = delete;
  RepeatedCity& operator=(const RepeatedCity&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace belvedere::bench
