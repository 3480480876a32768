#include "data_loaders/obj/detail/obj_file.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "data_loaders/gltf/limits.h"
#include "data_loaders/obj/detail/messages.h"
#include "data_loaders/obj/detail/obj_text.h"

namespace belvedere::loaders::obj {
namespace {

constexpr std::size_t kProgressBytes = std::size_t{16} << 20U;
constexpr float kByteColours = 1.5F;  // a colour above this is one of 0 to 255

/// Numbers for names, in the order in which they come.
class Names {
 public:
  std::uint32_t of(std::string_view name) {
    const auto [found, isNew] = numbers_.try_emplace(std::string(name), static_cast<std::uint32_t>(all_.size()));
    if (isNew) {
      all_.emplace_back(name);
    }
    return found->second;
  }
  const std::vector<std::string>& all() const { return all_; }
  std::map<std::string, std::uint32_t, std::less<>> takeNumbers() { return std::move(numbers_); }

 private:
  std::map<std::string, std::uint32_t, std::less<>> numbers_;
  std::vector<std::string> all_;
};

bool isFreeForm(std::string_view word) {
  constexpr std::array<std::string_view, 5> kWords{"curv", "curv2", "surf", "cstype", "vp"};
  return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

}  // namespace

class ObjFile::Reader {
 public:
  explicit Reader(ObjFile& file) : file_(file) {}

  Status run(const ProgressSink& progress) {
    Lines lines(file_.text());
    std::size_t told = 0;
    for (std::string_view line; lines.next(line);) {
      if (const std::string_view word = takeWord(line); !word.empty()) {
        take(word, line, lines);
      }
      if (file_.positions_.size() > gltf::limits::kVertices || file_.texcoords_.size() > gltf::limits::kVertices ||
          file_.normals_.size() > gltf::limits::kVertices) {
        return fail(ErrorCode::LimitExceeded,
                    Message(kObjTooLarge, {{"file", file_.name_}, {"most", std::to_string(gltf::limits::kVertices)}}));
      }
      if (progress && lines.offset() - told > kProgressBytes) {
        told = lines.offset();
        progress({Message(kObjReading, {{"file", file_.name_}}),
                  static_cast<double>(told) / static_cast<double>(file_.text().size())});
      }
    }
    endRun(file_.text().size());
    if (file_.positions_.empty()) {
      return fail(ErrorCode::InvalidData, Message(kObjEmpty, {{"file", file_.name_}}));
    }
    finish();
    return {};
  }

 private:
  /// A run, and whose it is under either name.
  struct NamedRun {
    Run run;
    std::uint32_t object = 0, group = 0;
  };

  void take(std::string_view word, std::string_view line, const Lines& lines) {
    if (word == "v") {
      addPosition(line);
    } else if (word == "vt") {
      addTexcoord(line);
    } else if (word == "vn") {
      addNormal(line);
    } else if (word == "f" || word == "l" || word == "p") {
      hasElements_ = true;
    } else if (word == "o" || word == "g") {
      endRun(lines.lineOffset());
      (word == "o" ? object_ : group_) = names_.of(trimmed(line));
      beginRun(lines.offset());
    } else if (word == "usemtl") {
      material_ = materials_.of(trimmed(line));
    } else if (word == "mtllib") {
      libraries_.of(trimmed(line));
    } else if (isFreeForm(word)) {
      file_.diagnostics_.add(Severity::Warning, Message(kObjFreeForm, {{"file", file_.name_}}));
    }
  }

  void addPosition(std::string_view line) {
    glm::dvec3 position(0.0);
    if (!takeNumber(line, position.x) || !takeNumber(line, position.y) || !takeNumber(line, position.z)) {
      reportLine();  // it keeps its number, so that others keep theirs
    }
    file_.positions_.push_back(position);
    glm::dvec3 colour(1.0);
    const bool isColoured = takeNumber(line, colour.x) && takeNumber(line, colour.y) && takeNumber(line, colour.z);
    if (isColoured && file_.colours_.empty()) {
      file_.colours_.assign(file_.positions_.size() - 1, glm::vec3(1.0F));
    }
    if (isColoured || !file_.colours_.empty()) {
      file_.colours_.emplace_back(isColoured ? colour : glm::dvec3(1.0));
      brightest_ = isColoured ? std::max({brightest_, colour.x, colour.y, colour.z}) : brightest_;
    }
  }

  void addTexcoord(std::string_view line) {
    glm::dvec2 texcoord(0.0);
    if (!takeNumber(line, texcoord.x)) {
      reportLine();
    }
    takeNumber(line, texcoord.y);  // a texture of one dimension has none
    file_.texcoords_.emplace_back(texcoord);
  }

  void addNormal(std::string_view line) {
    glm::dvec3 normal(0.0);
    if (!takeNumber(line, normal.x) || !takeNumber(line, normal.y) || !takeNumber(line, normal.z)) {
      reportLine();
    }
    file_.normals_.emplace_back(normal);
  }

  void reportLine() { file_.diagnostics_.add(Severity::Warning, Message(kObjLineDamaged, {{"file", file_.name_}})); }

  void beginRun(std::size_t offset) {
    run_ = {offset,
            offset,
            material_.value_or(kNoMaterial),
            file_.positions_.size(),
            file_.texcoords_.size(),
            file_.normals_.size()};
    hasElements_ = false;
  }

  void endRun(std::size_t offset) {
    if (hasElements_) {
      run_.end = offset;
      runs_.push_back({run_, object_, group_});
    }
  }

  /// Objects tell features apart; where there is one only, groups do.
  bool areObjectsFeatures() const {
    const auto isOther = [&](const NamedRun& run) { return run.object != runs_.front().object; };
    const auto isOtherGroup = [&](const NamedRun& run) { return run.group != runs_.front().group; };
    return std::any_of(runs_.begin(), runs_.end(), isOther) || std::none_of(runs_.begin(), runs_.end(), isOtherGroup);
  }

  void finish() {
    if (brightest_ > kByteColours) {
      std::for_each(file_.colours_.begin(), file_.colours_.end(), [](glm::vec3& colour) { colour /= 255.0F; });
    }
    file_.materials_ = materials_.all();
    file_.materialNumbers_ = materials_.takeNumbers();
    file_.libraries_ = libraries_.all();
    const bool isByObject = !runs_.empty() && areObjectsFeatures();
    std::map<std::uint32_t, std::size_t> places;
    for (const NamedRun& run : runs_) {
      const bool isByGroup = run.group != 0 && (!isByObject || run.object == 0);
      const std::uint32_t name = isByGroup ? run.group : run.object;
      const auto [place, isNew] = places.try_emplace(name, file_.features_.size());
      if (isNew) {
        file_.features_.push_back({names_.all()[name], {}, 0});
      }
      ObjFeature& feature = file_.features_[place->second];
      feature.runs.push_back(run.run);
      feature.bytes += run.run.end - run.run.begin;
    }
  }

  ObjFile& file_;
  Names names_;
  Names materials_;
  Names libraries_;
  std::uint32_t object_ = names_.of("");
  std::uint32_t group_ = 0;
  std::optional<std::uint32_t> material_;
  Run run_{0, 0, kNoMaterial, 0, 0, 0};
  bool hasElements_ = false;
  double brightest_ = 0.0;
  std::vector<NamedRun> runs_;
};

std::uint32_t ObjFile::materialOf(std::string_view name) const {
  const auto found = materialNumbers_.find(name);
  return found != materialNumbers_.end() ? found->second : kNoMaterial;
}

Result<std::shared_ptr<const ObjFile>> ObjFile::open(const std::filesystem::path& path, const ProgressSink& progress) {
  auto mapped = MappedFile::open(path);
  if (!mapped) {
    return tl::unexpected(std::move(mapped.error()));
  }
  const std::shared_ptr<ObjFile> file(new ObjFile(std::move(*mapped)));
  file->name_ = path.filename().string();
  if (Status status = Reader(*file).run(progress); !status) {
    return tl::unexpected(std::move(status.error()));
  }
  return file;
}

}  // namespace belvedere::loaders::obj
