#pragma once

#include <filesystem>
#include <string_view>

namespace belvedere {

/// Where the program's own read-only files lie: shaders, fonts, symbols, translations, schemas.
/// Found from the program's place (../share/belvedere), never from the working folder or the environment.
class Resources {
 public:
  /// Looks beside the running program.
  Resources();
  explicit Resources(std::filesystem::path folder) : folder_(std::move(folder)) {}

  std::filesystem::path shader(std::string_view name) const { return folder_ / "shaders" / name; }
  std::filesystem::path asset(std::string_view name) const { return folder_ / "assets" / name; }
  std::filesystem::path font(std::string_view name) const { return folder_ / "fonts" / name; }
  std::filesystem::path localeFolder() const { return folder_ / "locale"; }

 private:
  std::filesystem::path folder_;
};

/// The absolute path of the running program.
std::filesystem::path programPath();

}  // namespace belvedere
