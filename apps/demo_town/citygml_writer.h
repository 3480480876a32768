#pragma once

#include "apps/demo_town/plane_geometry.h"
#include "apps/demo_town/text_file.h"
#include "apps/demo_town/town_plan.h"

namespace belvedere::demo {

/// Writes buildings and bridges as CityGML 2.0, LoD 2: boundary surfaces with their kind, solids that refer to them,
/// attributes with code lists and units, addresses and materials. Streams; the envelope is filled in at the end.
class CityGmlWriter {
 public:
  static Result<CityGmlWriter> create(const std::filesystem::path& path, std::string_view name);
  void add(const Building& building, const TownPlan& plan);
  void add(const Bridge& bridge, const TownPlan& plan, std::size_t number);
  /// Completes the file, and writes the code lists beside it.
  Status finish();

 private:
  CityGmlWriter(TextFile file, std::filesystem::path folder) : file_(std::move(file)), folder_(std::move(folder)) {}
  void attributes(const Building& building, const TownPlan& plan);
  void colours(const Building& building);
  void addressOf(const Building& building, const TownPlan& plan);
  void solid(const Body& body, const std::string& id, const char* module);
  void boundaries(const Body& body, const std::string& id, const char* module, bool isBridge);
  void installation(const Body& body, const std::string& id);
  void polygon(const Surface& surface, const std::string& id);

  TextFile file_;
  std::filesystem::path folder_;
  long long envelopeAt_ = 0;
  glm::dvec3 low_{1e300}, high_{-1e300};
};

}  // namespace belvedere::demo
