#pragma once

#include "engine/app/detail/open_view.h"
#include "engine/core/translator.h"
#include "engine/core/user_settings.h"

namespace belvedere::app {

/// Fills what the panels show of an open territory: layers, selection, camera, sun. Pointers in it live until the
/// session's next update.
void describeView(OpenView& view, const Translator& translator, ui::ViewModel& model);

}  // namespace belvedere::app
