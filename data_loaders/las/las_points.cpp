#include "data_loaders/las/detail/las_points.h"

#include <array>

namespace belvedere::loaders::las {
namespace {

constexpr std::array<PointLayout, 11> kLayouts{{
    {20, false, 0, 0, 0, 0},
    {28, false, 20, 0, 0, 0},
    {26, false, 0, 20, 0, 0},
    {34, false, 20, 28, 0, 0},
    {57, false, 20, 0, 0, 28},
    {63, false, 20, 28, 0, 34},
    {30, true, 22, 0, 0, 0},
    {36, true, 22, 30, 0, 0},
    {38, true, 22, 30, 36, 0},
    {59, true, 22, 0, 0, 30},
    {67, true, 22, 30, 36, 38},
}};

constexpr unsigned kOldClassBits = 0x1F;
constexpr unsigned kOldSynthetic = 0x20;
constexpr unsigned kOldWithheld = 0x80;
constexpr unsigned kSynthetic = 0x01;
constexpr unsigned kWithheld = 0x04;

}  // namespace

std::optional<PointLayout> pointLayout(int format) {
  if (format < 0 || format >= static_cast<int>(kLayouts.size())) {
    return std::nullopt;
  }
  return kLayouts[static_cast<std::size_t>(format)];
}

PointDecoder::PointDecoder(const LasHeader& header)
    : layout_(pointLayout(header.pointFormat).value_or(kLayouts[0])), scale_(header.scale), offset_(header.offset) {}

LasPoint PointDecoder::decode(const std::byte* record) const {
  LasPoint out;
  out.position = offset_ + scale_ * glm::dvec3(numberAt<std::int32_t>(record, 0), numberAt<std::int32_t>(record, 4),
                                               numberAt<std::int32_t>(record, 8));
  out.point.intensity = numberAt<std::uint16_t>(record, 12);
  const unsigned returns = numberAt<std::uint8_t>(record, 14);
  const unsigned flags = numberAt<std::uint8_t>(record, 15);
  if (layout_.isExtended) {
    out.point.returnNumber = static_cast<std::uint8_t>(returns & 0x0FU);
    out.point.returnCount = static_cast<std::uint8_t>(returns >> 4U);
    out.point.classification = numberAt<std::uint8_t>(record, 16);
    out.isSynthetic = (flags & kSynthetic) != 0;
    out.isWithheld = (flags & kWithheld) != 0;
  } else {
    out.point.returnNumber = static_cast<std::uint8_t>(returns & 0x07U);
    out.point.returnCount = static_cast<std::uint8_t>((returns >> 3U) & 0x07U);
    out.point.classification = static_cast<std::uint8_t>(flags & kOldClassBits);
    out.isSynthetic = (flags & kOldSynthetic) != 0;
    out.isWithheld = (flags & kOldWithheld) != 0;
  }
  if (layout_.colour != 0) {
    out.colour = {numberAt<std::uint16_t>(record, layout_.colour), numberAt<std::uint16_t>(record, layout_.colour + 2),
                  numberAt<std::uint16_t>(record, layout_.colour + 4)};
  }
  return out;
}

}  // namespace belvedere::loaders::las
