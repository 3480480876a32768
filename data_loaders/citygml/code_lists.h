#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace belvedere::loaders::citygml {

/// The meaning of codes, from the code lists (gml:Dictionary) that a document names by relative paths. Only files
/// called *.xml in or below the document's folder, or in a folder "codelists" beside it or beside one of the three
/// folders above, are opened; others, and URLs, mean nothing. Any thread.
class CodeLists {
 public:
  explicit CodeLists(std::filesystem::path folder) : folder_(folder.empty() ? "." : std::move(folder)) {}
  /// What the code stands for, UTF-8; empty where the list or the code is unknown. The view lives as long as this.
  std::string_view find(std::string_view codeSpace, std::string_view code);

 private:
  using List = std::map<std::string, std::string, std::less<>>;
  List read(std::string_view codeSpace) const;
  bool isWithinReach(const std::filesystem::path& path) const;

  std::filesystem::path folder_;
  std::mutex mutex_;
  std::map<std::string, List, std::less<>> lists_;
};

}  // namespace belvedere::loaders::citygml
