#pragma once

#include "data_loaders/common/detail/sandbox.h"
#include "data_loaders/common/detail/wire.h"

namespace belvedere::loaders {

/// Which files a reader may read for an order: the chosen ones with what belongs to them (Reach), and how much of its
/// address space they take when mapped.
SandboxPlan planSandbox(const OpenOrder& order);

}  // namespace belvedere::loaders
