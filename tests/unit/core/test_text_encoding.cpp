#include <algorithm>
#include <catch2/catch.hpp>

#include "engine/core/text_encoding.h"

using namespace belvedere;

TEST_CASE("Names of encodings that the system reads are known, all usual ones among them") {
  const auto usual = usualEncodings();
  CHECK(std::all_of(usual.begin(), usual.end(), isKnownEncoding));
  CHECK(isKnownEncoding("windows-1252"));
  CHECK_FALSE(isKnownEncoding("UFT-8"));
  CHECK_FALSE(isKnownEncoding(""));
}
