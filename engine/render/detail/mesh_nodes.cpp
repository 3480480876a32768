#include "engine/render/detail/mesh_nodes.h"

#include <map>
#include <osg/StateSet>
#include <osg/Uniform>

#include "engine/render/detail/textures.h"

namespace belvedere::render {
namespace {

constexpr std::uint32_t kNoTexture = 0xFFFFFFFFU;
using RunsByState = std::map<std::pair<std::uint32_t, bool>, std::vector<tiling::MeshPart>>;

RunsByState runsByState(const tiling::TileMesh& mesh) {
  RunsByState runs;
  for (const tiling::MeshPart& part : mesh.parts) {
    if (part.indexCount == 0) {
      continue;
    }
    const bool isTextured = part.texture < mesh.textures.size() && mesh.textures[part.texture] != nullptr &&
                            !mesh.textures[part.texture]->isEmpty() && !mesh.texcoords.empty();
    auto& sameState = runs[{isTextured ? part.texture : kNoTexture, part.isTwoSided}];
    if (!sameState.empty() && sameState.back().firstIndex + sameState.back().indexCount == part.firstIndex) {
      sameState.back().indexCount += part.indexCount;
    } else {
      sameState.push_back(part);
    }
  }
  return runs;
}

void wear(osg::StateSet& state, osg::ref_ptr<osg::Texture2D> texture) {
  state.setTextureAttribute(kPictureUnit, texture);
  state.addUniform(new osg::Uniform("hasPicture", 1));
}

}  // namespace

std::vector<osg::ref_ptr<osg::Drawable>> makeMeshDrawables(const std::shared_ptr<const tiling::TileMesh>& mesh,
                                                           const std::shared_ptr<const Image>& imagery,
                                                           const osg::ref_ptr<osg::Texture2D>& normals,
                                                           float anisotropy, osg::ref_ptr<DrawCounter> counter,
                                                           std::size_t& byteSize) {
  std::vector<osg::ref_ptr<osg::Drawable>> drawables;
  osg::ref_ptr<GpuMesh> gpu = new GpuMesh(mesh);
  byteSize += gpu->byteSize();
  osg::ref_ptr<osg::Texture2D> worn;
  if (imagery != nullptr && !imagery->isEmpty() && !mesh->texcoords.empty()) {
    worn = makePictureTexture(imagery, false, anisotropy);
    byteSize += pictureByteSize(*imagery);
  }
  std::map<std::uint32_t, osg::ref_ptr<osg::Texture2D>> textures;
  for (auto& [key, runs] : runsByState(*mesh)) {
    osg::ref_ptr<MeshDrawable> drawable = new MeshDrawable(gpu, *mesh, runs, counter);
    osg::StateSet& state = *drawable->getOrCreateStateSet();
    if (key.second) {
      state.setMode(GL_CULL_FACE, osg::StateAttribute::OFF);
    }
    if (key.first != kNoTexture) {
      osg::ref_ptr<osg::Texture2D>& texture = textures[key.first];
      if (!texture) {
        texture = makePictureTexture(mesh->textures[key.first], true, anisotropy);
        byteSize += pictureByteSize(*mesh->textures[key.first]);
      }
      wear(state, texture);
    } else if (worn) {
      wear(state, worn);
    }
    if (normals) {
      state.setTextureAttribute(kNormalsUnit, normals);
      state.addUniform(new osg::Uniform("hasNormalMap", 1));
    }
    drawables.push_back(drawable);
  }
  return drawables;
}

}  // namespace belvedere::render
