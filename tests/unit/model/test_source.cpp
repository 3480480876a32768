#include <catch2/catch.hpp>

#include "engine/model/source.h"

using namespace belvedere::model;

TEST_CASE("Every kind of source has a name that leads back to it") {
  for (int i = 0; i <= static_cast<int>(SourceKind::Sensors); ++i) {
    const auto kind = static_cast<SourceKind>(i);
    INFO(sourceKindName(kind));
    CHECK_FALSE(sourceKindName(kind).empty());
    CHECK(sourceKindFromName(sourceKindName(kind)) == kind);
  }
  CHECK_FALSE(sourceKindFromName("relief"));
}
