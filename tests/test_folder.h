#pragma once

#include <cstddef>
#include <iterator>
#include <string>

#include "engine/core/temporary_folder.h"

namespace belvedere {

/// A temporary folder for a test.
class TestFolder : public TemporaryFolder {
 public:
  TestFolder() : TemporaryFolder(TemporaryFolder::make("test").value()) {}
  std::filesystem::path operator/(const std::string& name) const { return path() / name; }
  /// How many files and folders are in it.
  std::size_t fileCount() const {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(path()), std::filesystem::directory_iterator()));
  }
};

}  // namespace belvedere
