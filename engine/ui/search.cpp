#include "engine/ui/detail/search.h"

#include "engine/core/folded_text.h"

namespace belvedere::ui {

bool containsFolded(std::string_view text, std::string_view wanted) {
  return wanted.empty() || foldedText(text).find(foldedText(wanted)) != std::string::npos;
}

}  // namespace belvedere::ui
