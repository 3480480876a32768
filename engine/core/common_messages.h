#pragma once

#include "engine/core/message.h"

namespace belvedere {

/// Messages that several modules emit in the same sense.
constexpr MessageId kCancelled{"cancelled", N_("Stopped on request.")};

constexpr MessageId kFileNotFound{"file-not-found", N_("{path} does not exist."),
                                  N_("Check the spelling of the path.")};
constexpr MessageId kFileNotReadable{"file-not-readable", N_("{path} could not be read: {reason}.")};
constexpr MessageId kNotARegularFile{"not-a-regular-file", N_("{path} is not an ordinary file."),
                                     N_("Give a file, not a folder, pipe or device.")};

}  // namespace belvedere
