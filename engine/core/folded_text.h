#pragma once

#include <string>
#include <string_view>

namespace belvedere {

/// UTF-8 text in small letters and without the accents of French and its neighbours ("Éclairage" is "eclairage"), for
/// comparing what people write. Other letters stay as they are. Any thread.
std::string foldedText(std::string_view utf8);

}  // namespace belvedere
