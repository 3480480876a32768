#pragma once

#include "engine/core/message.h"

namespace belvedere {

/// Messages that several modules emit in the same sense.
constexpr MessageId kCancelled{"cancelled", N_("Stopped on request.")};

}  // namespace belvedere
