#include "engine/core/resources.h"

namespace belvedere {

std::filesystem::path programPath() {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error);
}

Resources::Resources() : folder_(programPath().parent_path().parent_path() / "share" / "belvedere") {}

}  // namespace belvedere
