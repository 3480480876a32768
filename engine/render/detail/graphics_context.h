#pragma once

#include <cstddef>
#include <optional>
#include <osg/RenderInfo>
#include <osg/State>
#include <osg/ref_ptr>
#include <osgViewer/GraphicsWindow>

#include "engine/core/diagnostics.h"
#include "engine/core/result.h"

namespace belvedere::render {

/// The one osg::State of the OpenGL context that is current, whoever made it (EGL, GLFW). Two states on one context
/// would each believe what the other has changed. Also keeps OSG from opening any file and gathers its warnings.
class GraphicsContext {
 public:
  /// Fails with Unavailable (key "graphics-too-old") below OpenGL 4.3 or without the clip control extension.
  static Result<GraphicsContext> create();

  osg::State& state() const { return *window_->getState(); }
  unsigned contextId() const { return state().getContextID(); }
  int maximumSamples() const { return maximumSamples_; }
  int maximumTextureSize() const { return maximumTextureSize_; }
  float maximumAnisotropy() const { return maximumAnisotropy_; }
  /// Of the graphics card, where its driver tells it.
  std::optional<std::size_t> memoryBytes() const { return memoryBytes_; }

  /// Forgets what OSG believes of the context, since others (the interface) may have drawn in it.
  void dirtyState() const;
  /// The same before drawing; also gives back the memory of textures that nobody uses any more.
  void beginDrawing() const;
  /// Warnings of OSG and OpenGL since the last call.
  Diagnostics takeDiagnostics();

 private:
  osg::ref_ptr<osgViewer::GraphicsWindowEmbedded> window_;
  int maximumSamples_ = 1;
  int maximumTextureSize_ = 0;
  float maximumAnisotropy_ = 1.0F;
  std::optional<std::size_t> memoryBytes_;
};

}  // namespace belvedere::render
