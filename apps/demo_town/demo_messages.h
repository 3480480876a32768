#pragma once

#include "engine/core/plural.h"

namespace belvedere::demo {

constexpr MessageId kDemoFolderInUse{"demo-folder-in-use", N_("{path} is not empty and holds no earlier demo."),
                                     N_("Name another folder, or empty this one yourself.")};
constexpr MessageId kDemoBuildingsOutOfRange{
    "demo-buildings-out-of-range",
    NP_("{count} building cannot be made; 1 to {most} can.", "{count} buildings cannot be made; 1 to {most} can."),
    N_("Give --buildings a number in that range.")};
constexpr MessageId kDemoNotWritten{"demo-not-written", N_("The demo’s {path} could not be written: {reason}."),
                                    N_("Check that the disk has room and that you may write there.")};

constexpr MessageId kDemoStagePlan{"demo-stage-plan", N_("Planning {town} ({number} of {count})")};
constexpr MessageId kDemoStagePaint{"demo-stage-paint", N_("Photographing {town} from the air")};
constexpr MessageId kDemoStageData{"demo-stage-data", N_("Writing the buildings and data of {town}")};
constexpr MessageId kDemoStageRelief{"demo-stage-relief", N_("Packing the relief")};
constexpr MessageId kDemoStageOrthophoto{"demo-stage-orthophoto", N_("Packing the orthophoto")};

}  // namespace belvedere::demo
