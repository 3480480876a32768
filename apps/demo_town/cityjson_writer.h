#pragma once

#include <map>

#include "apps/demo_town/text_file.h"
#include "apps/demo_town/town_plan.h"

namespace belvedere::demo {

/// Writes buildings as CityJSON 2.0: solids with semantics and materials. City objects stream out; vertices wait in a
/// file beside it until the end, so that memory stays bounded.
class CityJsonWriter {
 public:
  /// `origin` is what the coordinates in the file start from.
  static Result<CityJsonWriter> create(const std::filesystem::path& path, const glm::dvec3& origin,
                                       std::string_view title);
  void add(const Building& building, const TownPlan& plan);
  Status finish();

 private:
  CityJsonWriter(TextFile file, TextFile vertices, std::filesystem::path spill, const glm::dvec3& origin)
      : file_(std::move(file)), vertices_(std::move(vertices)), spill_(std::move(spill)), origin_(origin) {}
  void attributes(const Building& building, const TownPlan& plan);
  void geometry(const Body& body, const Building& building, bool isSolid);
  void object(const std::string& id, const char* type);
  std::size_t vertex(const glm::dvec3& p);
  std::size_t material(const Rgb& colour);

  TextFile file_;
  TextFile vertices_;
  std::filesystem::path spill_;
  glm::dvec3 origin_;
  glm::dvec3 low_{1e300}, high_{-1e300};
  std::size_t vertexCount_ = 0;
  std::size_t objectCount_ = 0;
  std::map<std::array<long long, 3>, std::size_t> known_;  ///< vertices of the building being written
  std::map<Rgb, std::size_t> materials_;
  std::string title_;
};

}  // namespace belvedere::demo
