#include "apps/belvedere/render_options.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "apps/belvedere/argument_parser.h"
#include "apps/belvedere/count_option.h"
#include "engine/scene/territory_settings.h"

namespace belvedere::app {
namespace {

constexpr MessageId kWrongSize{"size-wrong",
                               N_("--size cannot be “{value}”: expected WxH, each from 1 to {max} pixels.")};
constexpr MessageId kWrongCamera{"camera-wrong",
                                 N_("--camera cannot be “{value}”: expected EAST,NORTH,HEIGHT,HEADING,PITCH[,FOV].")};
constexpr MessageId kWrongFormat{"image-format-unknown", N_("{path} is no image that can be written."),
                                 N_("Use the extension .png, .jpg or .tif.")};
constexpr MessageId kNoTransparency{"image-not-transparent", N_("A JPEG image cannot be transparent."),
                                    N_("Use the extension .png or .tif.")};
constexpr MessageId kOneCamera{"camera-twice", N_("Only one of --camera, --bookmark, --fit and --top can be given.")};

constexpr double kReferenceHeight =
    1080.0;  // lines and symbols of larger pictures grow as if they were enlarged from it
constexpr int kLargestSide = 16384;
constexpr std::array<std::string_view, 2> kLooks{"maquette", "realistic"};
constexpr std::array<std::string_view, 3> kQualities{"low", "medium", "high"};
constexpr std::uint64_t kMostSamples = 4;  // along each axis

// What the command line says, as text.
struct RenderTexts {
  std::string output;
  std::string size = "1920x1080";
  std::string camera;
  std::string look = "maquette";
  std::string quality = "high";
  std::string supersample = "1";
  std::string layers;
  bool isFit = false;
  bool isTop = false;
};

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::optional<int> sideLength(const std::string& text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool isWhole = error == std::errc{} && end == text.data() + text.size();
  return isWhole && value >= 1 && value <= kLargestSide ? std::optional(value) : std::nullopt;
}

Status readSize(const std::string& text, render::ViewSize& size) {
  const std::vector<std::string> parts = split(text, 'x');
  const auto width = parts.size() == 2 ? sideLength(parts[0]) : std::nullopt;
  const auto height = parts.size() == 2 ? sideLength(parts[1]) : std::nullopt;
  if (!width || !height) {
    return fail(ErrorCode::InvalidArgument,
                Message(kWrongSize, {{"value", text}, {"max", std::to_string(kLargestSide)}}));
  }
  size.widthPixels = *width;
  size.heightPixels = *height;
  size.pixelRatio = std::max(1.0, std::min(*width, *height) / kReferenceHeight);
  return {};
}

Status readCamera(const std::string& text, RenderOptions& options) {
  const std::vector<std::string> parts = split(text, ',');
  static constexpr std::array<std::string_view, 6> kKeys{"east", "north", "height", "heading", "pitch", "fieldOfView"};
  if (parts.size() != 5 && parts.size() != 6) {
    return fail(ErrorCode::InvalidArgument, Message(kWrongCamera, {{"value", text}}));
  }
  scene::Camera camera;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto* setting = style::findSetting(scene::cameraSettings(), kKeys[i]);
    const auto value = style::settingFromText(setting->info, parts[i], "--camera " + std::string(kKeys[i]));
    if (!value) {
      return fail(ErrorCode::InvalidArgument, value.error().message);
    }
    setting->set(camera, *value);
  }
  options.camera = camera;
  options.framing = Framing::Fixed;
  return {};
}

Result<std::size_t> readChoice(const std::string& text, std::string_view option,
                               std::span<const std::string_view> choices) {
  const style::SettingInfo info{option, "", "", 0, 0, choices, style::SettingType::Choice};
  if (auto status = style::checkSetting(info, text, option); !status) {
    return fail(ErrorCode::InvalidArgument, status.error().message);
  }
  return style::choiceIndex(choices, text);
}

Status readLooks(const RenderTexts& texts, RenderOptions& options) {
  const auto look = readChoice(texts.look, "--look", kLooks);
  const auto quality = readChoice(texts.quality, "--quality", kQualities);
  for (const auto* choice : {&look, &quality}) {
    if (!*choice) {
      return tl::unexpected(choice->error());
    }
  }
  const auto samples = readCount("--supersample", texts.supersample, 1, kMostSamples);
  if (!samples) {
    return tl::unexpected(samples.error());
  }
  options.look = static_cast<scene::Look>(*look);
  options.quality = static_cast<render::Quality>(*quality);
  options.supersample = static_cast<int>(*samples);
  return {};
}

Status readOutput(const RenderTexts& texts, RenderOptions& options) {
  static constexpr std::array<std::string_view, 5> kExtensions{".png", ".tif", ".tiff", ".jpg", ".jpeg"};
  options.output = texts.output;
  const std::string extension = options.output.extension().string();
  const auto found = std::find(kExtensions.begin(), kExtensions.end(), extension);
  if (found == kExtensions.end()) {
    return fail(ErrorCode::InvalidArgument, Message(kWrongFormat, {{"path", texts.output}}));
  }
  if (options.isTransparent && found->starts_with(".j")) {
    return fail(ErrorCode::InvalidArgument, Message(kNoTransparency));
  }
  return {};
}

Status readTexts(const RenderTexts& texts, RenderOptions& options) {
  const int cameras = (texts.camera.empty() ? 0 : 1) + (options.bookmark.empty() ? 0 : 1) + (texts.isFit ? 1 : 0) +
                      (texts.isTop ? 1 : 0);
  if (cameras > 1) {
    return fail(ErrorCode::InvalidArgument, Message(kOneCamera));
  }
  options.framing = texts.isTop ? Framing::Top : options.bookmark.empty() ? Framing::Fit : Framing::Fixed;
  if (!texts.layers.empty()) {
    options.layers = split(texts.layers, ',');
  }
  Status status = readOutput(texts, options);
  status = status ? readSize(texts.size, options.size) : status;
  status = status ? readLooks(texts, options) : status;
  return status && !texts.camera.empty() ? readCamera(texts.camera, options) : status;
}

}  // namespace

std::optional<ExitCode> readRenderOptions(CommandContext& context, Arguments arguments, RenderOptions& options) {
  RenderTexts texts;
  ArgumentParser parser(context.console.translator(), "render", N_("Draws an image without a display."));
  parser.positional(N_("TERRITORY"), options.territory, N_("Folder of the territory."));
  parser.option("-o,--output", N_("FILE"), texts.output, N_("Image to write: .png, .jpg or .tif."), true);
  parser.option("--size", N_("WxH"), texts.size, N_("Size in pixels, up to 16384x16384; 1920x1080 if absent."));
  parser.option("--camera", N_("E,N,H,HEADING,PITCH[,FOV]"), texts.camera,
                N_("Where to look from: map coordinates, degrees."));
  parser.option("--bookmark", N_("NAME"), options.bookmark, N_("A camera that the territory names."));
  parser.flag("--fit", texts.isFit, N_("Shows everything obliquely; so it is without a camera."));
  parser.flag("--top", texts.isTop, N_("A map from above, with a world file beside the image."));
  parser.option("--time", N_("TIME"), options.time, N_("Date and time of the sun: 2026-06-21T14:00"));
  parser.option("--layers", "ID,ID", texts.layers, N_("Shows these layers only."));
  parser.option("--look", N_("LOOK"), texts.look, N_("maquette or realistic."));
  parser.option("--quality", N_("QUALITY"), texts.quality, N_("low, medium or high."));
  parser.option("--supersample", "N", texts.supersample, N_("Draws N x N times finer and averages, 1 to 4."));
  parser.flag("--full-detail", options.isFullDetail, N_("Simplifies no object, however far away; takes longer."));
  parser.flag("--transparent", options.isTransparent, N_("Leaves the sky transparent."));
  parser.options("--allow", N_("PATH"), options.allowed, N_("Lets a territory read a path outside its folder."));
  if (const auto ended = readArguments(context, parser, arguments)) {
    return ended;
  }
  if (auto status = readTexts(texts, options); !status) {
    return context.console.fail(status.error());
  }
  return std::nullopt;
}

}  // namespace belvedere::app
