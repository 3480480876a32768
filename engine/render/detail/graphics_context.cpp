#include "engine/render/detail/graphics_context.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <mutex>
#include <osg/GLExtensions>
#include <osg/GLObjects>
#include <osg/Notify>
#include <osgDB/Registry>
#include <string>
#include <string_view>
#include <vector>

#include "engine/render/detail/gl.h"

namespace belvedere::render {
namespace {

constexpr MessageId kGraphicsTooOld{"graphics-too-old",
                                    N_("The graphics driver offers OpenGL {version}; 4.3 with clip control is needed."),
                                    N_("Update the graphics driver, or use Mesa's software rendering: "
                                       "LIBGL_ALWAYS_SOFTWARE=1.")};
constexpr MessageId kGraphicsWarning{"graphics-warning", N_("The graphics library warns: {text}")};
constexpr MessageId kGraphicsError{"graphics-error", N_("OpenGL reports error {code}.")};

/// OSG has one handler for the whole process, which may outlive every renderer.
class WarningCollector : public osg::NotifyHandler {
 public:
  void notify(osg::NotifySeverity severity, const char* text) override {
    if (severity > osg::WARN) {
      return;
    }
    const std::scoped_lock lock(mutex_);
    if (texts_.size() < kMaxTexts) {
      texts_.emplace_back(text);
    }
  }
  std::vector<std::string> take() {
    const std::scoped_lock lock(mutex_);
    return std::exchange(texts_, {});
  }

 private:
  static constexpr std::size_t kMaxTexts = 1000;
  std::mutex mutex_;
  std::vector<std::string> texts_;
};

osg::ref_ptr<WarningCollector> installWarningCollector() {
  if (auto* installed = dynamic_cast<WarningCollector*>(osg::getNotifyHandler())) {
    return installed;
  }
  osg::ref_ptr<WarningCollector> collector = new WarningCollector;
  osg::setNotifyHandler(collector);
  return collector;
}

/// OSG's plugins crash on damaged files and are loaded from the working folder: nothing is read through them.
class RefuseAllFiles : public osgDB::ReadFileCallback {
 public:
  using Refusal = osgDB::ReaderWriter::ReadResult;
  Refusal openArchive(const std::string&, osgDB::ReaderWriter::ArchiveStatus, unsigned,
                      const osgDB::Options*) override {
    return Refusal::FILE_NOT_HANDLED;
  }
  Refusal readObject(const std::string&, const osgDB::Options*) override { return Refusal::FILE_NOT_HANDLED; }
  Refusal readImage(const std::string&, const osgDB::Options*) override { return Refusal::FILE_NOT_HANDLED; }
  Refusal readHeightField(const std::string&, const osgDB::Options*) override { return Refusal::FILE_NOT_HANDLED; }
  Refusal readNode(const std::string&, const osgDB::Options*) override { return Refusal::FILE_NOT_HANDLED; }
  Refusal readShader(const std::string&, const osgDB::Options*) override { return Refusal::FILE_NOT_HANDLED; }
};

int integer(GLenum name) {
  GLint value = 0;
  glGetIntegerv(name, &value);
  return value;
}

Status checkVersion() {
  const auto* text = reinterpret_cast<const char*>(glGetString(GL_VERSION));
  if (text == nullptr) {
    return fail(ErrorCode::Unavailable, {kGraphicsTooOld, {{"version", "-"}}});
  }
  const int major = integer(GL_MAJOR_VERSION);
  const int minor = integer(GL_MINOR_VERSION);
  const bool hasClipControl = major * 10 + minor >= 45 || osg::isGLExtensionSupported(0, "GL_ARB_clip_control");
  if (major * 10 + minor < 43 || !hasClipControl) {
    return fail(ErrorCode::Unavailable, {kGraphicsTooOld, {{"version", text}}});
  }
  return {};
}

/// 1 on Mesa's software renderer: its filter walks the whole footprint of a pixel, which on faces seen edge-on is the
/// whole texture; one picture was measured to take 58 s instead of 3.
float usableAnisotropy() {
  const auto* renderer = reinterpret_cast<const char*>(glGetString(GL_RENDERER));
  if (renderer != nullptr && std::string_view(renderer).find("llvmpipe") != std::string_view::npos) {
    return 1.0F;
  }
  GLfloat largest = 1.0F;
  glGetFloatv(GL_MAX_TEXTURE_MAX_ANISOTROPY, &largest);
  return largest;
}

bool hasExtension(std::string_view name) {
  const int count = integer(GL_NUM_EXTENSIONS);
  for (int i = 0; i < count; ++i) {
    const auto* text = reinterpret_cast<const char*>(glGetStringi(GL_EXTENSIONS, static_cast<GLuint>(i)));
    if (text != nullptr && name == text) {
      return true;
    }
  }
  return false;
}

/// What GL_NVX_gpu_memory_info says in all, or GL_ATI_meminfo of what is free for textures.
std::optional<std::size_t> cardMemory() {
  constexpr GLenum kDedicatedKibibytes = 0x9047;    // GL_GPU_MEMORY_INFO_DEDICATED_VIDMEM_NVX
  constexpr GLenum kFreeTextureKibibytes = 0x87FC;  // GL_TEXTURE_FREE_MEMORY_ATI; four values
  std::array<GLint, 4> kibibytes{};
  if (hasExtension("GL_NVX_gpu_memory_info")) {
    glGetIntegerv(kDedicatedKibibytes, kibibytes.data());
  } else if (hasExtension("GL_ATI_meminfo")) {
    glGetIntegerv(kFreeTextureKibibytes, kibibytes.data());
  }
  return kibibytes[0] > 0 ? std::optional(static_cast<std::size_t>(kibibytes[0]) << 10U) : std::nullopt;
}

}  // namespace

Result<GraphicsContext> GraphicsContext::create() {
  installWarningCollector();
  if (auto* registry = osgDB::Registry::instance(); registry->getReadFileCallback() == nullptr) {
    registry->setReadFileCallback(new RefuseAllFiles);
  }
  if (Status status = checkVersion(); !status) {
    return tl::unexpected(status.error());
  }
  GraphicsContext context;
  context.window_ = new osgViewer::GraphicsWindowEmbedded(0, 0, 1, 1);
  osg::State& state = context.state();
  state.initializeExtensionProcs();
  state.setCheckForGLErrors(osg::State::NEVER_CHECK_GL_ERRORS);
  context.maximumSamples_ = std::max(1, integer(GL_MAX_SAMPLES));
  context.maximumTextureSize_ = integer(GL_MAX_TEXTURE_SIZE);
  context.maximumAnisotropy_ = usableAnisotropy();
  context.memoryBytes_ = cardMemory();
  return context;
}

void GraphicsContext::dirtyState() const {
  osg::State& osgState = state();
  osgState.reset();
  // A reset state takes each mode for switched the other way round than by default, so that a mode asked for first
  // thing would never reach OpenGL: everything goes to its default before anything is drawn.
  osgState.apply();
  osgState.dirtyAllVertexArrays();
}

void GraphicsContext::beginDrawing() const {
  osg::flushAllDeletedGLObjects(contextId());
  dirtyState();
}

Diagnostics GraphicsContext::takeDiagnostics() {
  Diagnostics diagnostics;
  for (const std::string& text : installWarningCollector()->take()) {
    diagnostics.add(Severity::Warning, {kGraphicsWarning, {{"text", text}}}, text);
  }
  for (GLenum code = glGetError(); code != GL_NO_ERROR; code = glGetError()) {
    diagnostics.add(Severity::Error, {kGraphicsError, {{"code", std::to_string(code)}}});
  }
  return diagnostics;
}

}  // namespace belvedere::render
