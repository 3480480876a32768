#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data_loaders/common/detail/later_kinds.h"
#include "data_loaders/common/limits.h"
#include "data_loaders/common/loader.h"
#include "engine/core/common_messages.h"

namespace belvedere::loaders {
namespace {

constexpr MessageId kFileEmpty{"file-empty", N_("{path} is empty."), N_("Download or export it again.")};
constexpr MessageId kKindNotYetRead{"kind-not-yet-read",
                                    N_("{file} holds {format} ({kind}), which this version does not read yet."),
                                    N_("A later version will; convert it to CityGML, CityJSON, GeoPackage or GeoTIFF "
                                       "meanwhile.")};
// Said instead of the texts of kKindNotYetRead and kNotARegularFile, under their keys.
constexpr const char* kTableWithoutPlaces = N_("{file} is a table of which no columns are read as coordinates.");
constexpr const char* kNamePlaces = N_(
    "In its first line, name them x and y, longitude and latitude, or wkt for geometries. Tables of measurements over "
    "time are not read yet.");
constexpr const char* kFolderUnknown = N_("{path} is a folder that holds no territory and is no data set.");
constexpr const char* kGiveAFile =
    N_("Give a file, a file geodatabase (.gdb), or a folder with territory.json: belvedere new {path} --crs "
       "EPSG:2154+5720");
constexpr MessageId kFormatUnknown{"format-unknown", N_("The format of {path} is not known."),
                                   N_("Rasters: GeoTIFF, COG, VRT, ASC, PNG, JPEG, MBTiles. Vectors: GeoPackage, "
                                      "shapefile, GeoJSON, FlatGeobuf, GML, KML, GPX, DXF, MapInfo, CSV. City models: "
                                      "CityGML, CityJSON, 3D Tiles, glTF, OBJ. Point clouds: LAS.")};

constexpr MessageId kNoFileGiven{"no-file-given", N_("No file is given."), N_("Name one file or several.")};
constexpr MessageId kTooManyFiles{"too-many-files", N_("Too many files make one layer ({count}); at most {most} can."),
                                  N_("Join them into one file first.")};
constexpr MessageId kFilesDiffer{"files-differ", N_("{file} is not of the same kind as {first}."),
                                 N_("Add it as a layer of its own; only rasters join into one.")};

std::vector<MessageArgument> named(const std::filesystem::path& path) { return {{"path", path.string()}}; }

class FileDescriptor {
 public:
  explicit FileDescriptor(int descriptor) : descriptor_(descriptor) {}
  ~FileDescriptor() {
    if (descriptor_ >= 0) {
      ::close(descriptor_);
    }
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

tl::unexpected<Error> systemFailure(const std::filesystem::path& path, int error) {
  if (error == ENOENT || error == ENOTDIR || error == ENAMETOOLONG) {
    return fail(ErrorCode::NotFound, Message(kFileNotFound, named(path)));
  }
  auto arguments = named(path);
  arguments.emplace_back("reason", std::strerror(error));
  return fail(ErrorCode::Io, Message(kFileNotReadable, std::move(arguments)));
}

std::string readBeginning(int descriptor) {
  std::string bytes(limits::kHeadBytes, '\0');
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = ::read(descriptor, bytes.data() + filled, bytes.size() - filled);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got <= 0) {
      break;
    }
    filled += static_cast<std::size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

tl::unexpected<Error> notYetRead(const std::filesystem::path& path, const Recognition& later) {
  Message message(
      kKindNotYetRead,
      {{"file", path.string()}, {"format", later.format}, {"kind", std::string(sourceKindName(later.kind))}});
  if (later.format == kTextTable) {
    message.text = kTableWithoutPlaces;
    message.hint = kNamePlaces;
  }
  return fail(ErrorCode::Unsupported, std::move(message));
}

std::optional<Identified> firstMatch(const LoaderRegistry& loaders, const FileHead& head, bool isByNameOnly) {
  for (const Loader& loader : loaders) {
    const auto recognition = loader.recognise(head);
    if (recognition && recognition->isByNameOnly == isByNameOnly) {
      return Identified{&loader, *recognition};
    }
  }
  return std::nullopt;
}

}  // namespace

std::string_view FileHead::text() const {
  std::string_view rest = bytes;
  if (rest.starts_with("\xEF\xBB\xBF")) {
    rest.remove_prefix(3);
  }
  const auto first = rest.find_first_not_of(" \t\r\n");
  return first == std::string_view::npos ? std::string_view() : rest.substr(first);
}

std::string FileHead::extension() const {
  std::string lower = path.extension().string();
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  return lower;
}

Result<FileHead> readFileHead(const std::filesystem::path& path) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0) {
    return systemFailure(path, errno);
  }
  FileHead head;
  head.path = path;
  if (S_ISDIR(status.st_mode)) {
    head.isFolder = true;
    return head;
  }
  if (!S_ISREG(status.st_mode)) {
    return fail(ErrorCode::InvalidData, Message(kNotARegularFile, named(path)));
  }
  // O_NONBLOCK: should the file have become a pipe meanwhile, opening does not wait.
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (file.get() < 0) {
    return systemFailure(path, errno);
  }
  if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) {
    return fail(ErrorCode::InvalidData, Message(kNotARegularFile, named(path)));
  }
  head.sizeBytes = static_cast<std::uint64_t>(status.st_size);
  head.bytes = readBeginning(file.get());
  if (head.bytes.empty()) {
    return fail(ErrorCode::InvalidData, Message(kFileEmpty, named(path)));
  }
  return head;
}

Result<Identified> identify(const LoaderRegistry& loaders, const std::filesystem::path& path) {
  const auto head = readFileHead(path);
  return head ? identify(loaders, *head) : tl::unexpected(head.error());
}

Result<Identified> identify(const LoaderRegistry& loaders, const FileHead& head) {
  const std::filesystem::path& path = head.path;
  if (const auto byContent = firstMatch(loaders, head, false)) {
    return *byContent;
  }
  if (const auto later = recogniseLaterKind(head)) {
    return notYetRead(path, *later);
  }
  if (const auto byName = firstMatch(loaders, head, true)) {
    return *byName;
  }
  if (const auto later = recogniseLaterName(head)) {
    return notYetRead(path, *later);
  }
  if (head.isFolder) {
    Message message(kNotARegularFile, named(path));
    message.text = kFolderUnknown;
    message.hint = kGiveAFile;
    return fail(ErrorCode::InvalidData, std::move(message));
  }
  return fail(ErrorCode::Unsupported, Message(kFormatUnknown, named(path)));
}

Result<IdentifiedRequest> identify(const LoaderRegistry& loaders, const model::SourceRequest& request) {
  if (request.paths.empty()) {
    return fail(ErrorCode::InvalidArgument, kNoFileGiven);
  }
  if (request.paths.size() > limits::kFilesInRequest) {
    return fail(ErrorCode::LimitExceeded, Message(kTooManyFiles, {{"count", std::to_string(request.paths.size())},
                                                                  {"most", std::to_string(limits::kFilesInRequest)}}));
  }
  IdentifiedRequest identified;
  for (const auto& path : request.paths) {
    auto one = identify(loaders, path);
    if (!one) {
      return tl::unexpected(std::move(one.error()));
    }
    if (identified.loader != nullptr && identified.loader != one->loader) {
      return fail(ErrorCode::InvalidArgument,
                  Message(kFilesDiffer, {{"file", path.string()}, {"first", request.paths.front().string()}}));
    }
    identified.loader = one->loader;
    identified.recognitions.push_back(std::move(one->recognition));
  }
  return identified;
}

ReaderContext makeContext(const IdentifiedRequest& identified, unsigned threads,
                          std::filesystem::path temporaryFolder) {
  ReaderContext context;
  context.recognition = identified.recognitions.front();
  for (const Recognition& recognition : identified.recognitions) {
    context.formats.push_back(recognition.format);
  }
  context.threads = threads;
  context.temporaryFolder = std::move(temporaryFolder);
  return context;
}

}  // namespace belvedere::loaders
