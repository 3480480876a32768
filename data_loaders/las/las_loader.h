#pragma once

#include "data_loaders/common/loader.h"

namespace belvedere::loaders::las {

/// LAS point clouds, versions 1.0 to 1.4, point formats 0 to 10 (ASPRS LAS 1.4 R15): one file, or several that make one
/// cloud. Waveform packets are passed over; GPS times and near infrared are noted, but not kept. Points flagged as
/// withheld are left out and counted. Heights are in the unit that the CRS says (of its vertical part, else of its
/// horizontal one). LAZ and COPC are recognised and refused with the command that unpacks them.
Loader makeLoader();

}  // namespace belvedere::loaders::las
