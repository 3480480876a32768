#include "data_loaders/raster/detail/vrt_check.h"

#include <cpl_minixml.h>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "data_loaders/common/detail/gdal_dataset.h"
#include "data_loaders/common/limits.h"
#include "data_loaders/common/loader.h"

namespace belvedere::loaders::raster {
namespace {

constexpr MessageId kVrtSourceRefused{"vrt-source-refused",
                                      N_("The virtual raster {file} names {source}, which is not below its folder."),
                                      N_("Put its parts beside it and make it anew with relative names.")};
constexpr MessageId kVrtNotUnderstood{"vrt-not-understood", N_("The virtual raster {file} is damaged: {reason}."),
                                      N_("Make it anew, for example with gdalbuildvrt.")};

constexpr int kMostDepth = 8;  // of virtual rasters within each other
constexpr std::uintmax_t kMostBytes = 64U << 20U;

struct FreeXml {
  void operator()(CPLXMLNode* node) const { CPLDestroyXMLNode(node); }
};

bool isIn(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

/// Elements that hold the name of a file or dataset.
bool namesSource(const CPLXMLNode& node) {
  const std::string_view name = node.pszValue;
  return node.eType == CXT_Element && (isIn(name, "Filename") || isIn(name, "SourceDataset"));
}

class VrtCheck {
 public:
  explicit VrtCheck(const std::filesystem::path& root) : root_(root) {}

  Status check(const std::filesystem::path& path, int depth) {
    const std::string file = path.filename().string();
    std::error_code error;
    if (depth > kMostDepth || std::filesystem::file_size(path, error) > kMostBytes) {
      return fail(
          ErrorCode::LimitExceeded,
          Message(kVrtNotUnderstood, {{"file", file}, {"reason", depth > kMostDepth ? "nested" : "too large"}}));
    }
    std::ifstream stream(path, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(stream), {});
    const GdalErrorScope errors;
    const std::unique_ptr<CPLXMLNode, FreeXml> tree(CPLParseXMLString(text.c_str()));
    if (!tree) {
      return fail(ErrorCode::InvalidData, Message(kVrtNotUnderstood, {{"file", file}, {"reason", errors.reason()}}));
    }
    return checkNodes(tree.get(), path, depth);
  }

 private:
  Status checkNodes(const CPLXMLNode* node, const std::filesystem::path& vrt, int depth) {
    for (; node != nullptr; node = node->psNext) {
      if (namesSource(*node)) {
        const bool isRelative = std::string_view(CPLGetXMLValue(node, "relativeToVRT", "0")) != "0";
        if (auto status = checkSource(CPLGetXMLValue(node, nullptr, ""), isRelative, vrt, depth); !status) {
          return status;
        }
      } else if (auto status = checkNodes(node->psChild, vrt, depth); !status) {
        return status;
      }
    }
    return {};
  }

  Status checkSource(const std::string& name, bool isRelative, const std::filesystem::path& vrt, int depth) {
    const auto refused = [&] {
      return fail(ErrorCode::Denied,
                  Message(kVrtSourceRefused, {{"file", vrt.filename().string()}, {"source", name.substr(0, 200)}}));
    };
    // A colon makes a name that a driver takes apart (GTIFF_DIR:…, http:…), "<" a description in place of a name.
    if (name.empty() || name.find_first_of(":<>|") != std::string::npos || name.starts_with("/vsi")) {
      return refused();
    }
    const std::filesystem::path path = isRelative ? vrt.parent_path() / name : std::filesystem::path(name);
    std::error_code error;
    const auto inside = std::filesystem::weakly_canonical(path, error).lexically_relative(root_);
    if (error || !path.is_absolute() || inside.empty() || *inside.begin() == "..") {
      return refused();
    }
    const auto head = readFileHead(path);
    return head && isIn(head->text().substr(0, 1024), "<VRTDataset") ? check(path, depth + 1) : Status();
  }

  std::filesystem::path root_;
};

}  // namespace

Status checkVrt(const std::filesystem::path& path) {
  std::error_code error;
  const auto whole = std::filesystem::canonical(path, error);
  return VrtCheck(whole.parent_path()).check(whole, 0);
}

}  // namespace belvedere::loaders::raster
