#include "data_loaders/common/polygon_diagnostics.h"

#include <array>
#include <string>

#include "engine/geometry/polygon_triangulator.h"

namespace belvedere::loaders {
namespace {

constexpr MessageId kTooFewPoints{
    "polygon-101", N_("A ring has fewer than three distinct points (val3dity 101); it was left out."),
    N_("Repair the geometry in the software that wrote the file, for instance after a check with val3dity.")};
constexpr MessageId kRepeatedPoints{
    "polygon-102", N_("A ring repeats a point (val3dity 102); the repeated points were merged."), {}};
constexpr MessageId kRingNotClosed{"polygon-103", N_("A ring is not closed (val3dity 103); it was closed."), {}};
constexpr MessageId kSelfIntersection{
    "polygon-104", N_("A ring crosses itself (val3dity 104); it is drawn as it is."),
    N_("Its area may be wrong. Repair the geometry in the software that wrote the file.")};
constexpr MessageId kNonPlanar{"polygon-203",
                               N_("A polygon is not flat: a point lies more than 0.1 m off its plane (val3dity 203); "
                                  "it is drawn as it is."),
                               {}};
constexpr MessageId kHoleOutside{
    "polygon-206", N_("A hole lies outside its outer ring (val3dity 206); the hole was left out."),
    N_("Repair the geometry in the software that wrote the file, for instance after a check with val3dity.")};
constexpr MessageId kZeroArea{
    "polygon-zero-area", N_("A polygon has no area (a needle or a line); it was left out."), {}};
constexpr MessageId kNotFinite{"polygon-not-finite",
                               N_("A polygon has a coordinate that is not a usable number; it was left out."),
                               N_("Look for NaN or absurd coordinates at the places listed.")};

struct FaultMessage {
  geometry::PolygonFault fault;
  const MessageId* id;
};

constexpr std::array kMessages{
    FaultMessage{geometry::kTooFewPoints, &kTooFewPoints},
    FaultMessage{geometry::kRepeatedPoints, &kRepeatedPoints},
    FaultMessage{geometry::kRingNotClosed, &kRingNotClosed},
    FaultMessage{geometry::kRingSelfIntersection, &kSelfIntersection},
    FaultMessage{geometry::kNonPlanar, &kNonPlanar},
    FaultMessage{geometry::kHoleOutside, &kHoleOutside},
    FaultMessage{geometry::kZeroArea, &kZeroArea},
    FaultMessage{geometry::kNotFinite, &kNotFinite},
};

}  // namespace

void addPolygonFaults(Diagnostics& diagnostics, std::uint32_t faults, std::string_view where) {
  for (const FaultMessage& message : kMessages) {
    if ((faults & message.fault) != 0) {
      diagnostics.add(Severity::Warning, *message.id, std::string(where));
    }
  }
}

}  // namespace belvedere::loaders
