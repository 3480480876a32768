#include "engine/render/detail/gpu_mesh.h"

#include <cstring>

namespace belvedere::render {
namespace {

constexpr std::size_t kMaxShortVertices = 65536;

const void* offset(std::size_t bytes) { return reinterpret_cast<const void*>(bytes); }

template <class T>
void put(std::uint8_t* to, const T& value) {
  std::memcpy(to, &value, sizeof(value));
}

}  // namespace

GpuMesh::GpuMesh(std::shared_ptr<const tiling::TileMesh> mesh) : mesh_(std::move(mesh)) {
  const auto reserve = [this](bool isPresent, std::size_t bytes) {
    const std::size_t at = layout_.stride;
    layout_.stride += isPresent ? bytes : 0;
    return isPresent ? at : 0;
  };
  layout_.feature = reserve(!mesh_->features.empty(), 4);
  layout_.colour = reserve(!mesh_->colours.empty(), 4);
  layout_.texcoord = reserve(!mesh_->texcoords.empty(), 8);
  indexType_ = mesh_->positions.size() <= kMaxShortVertices ? GL_UNSIGNED_SHORT : GL_UNSIGNED_INT;
  byteSize_ = mesh_->positions.size() * layout_.stride + mesh_->indices.size() * indexSize();
}

std::vector<std::uint8_t> GpuMesh::interleaved() const {
  const tiling::TileMesh& mesh = *mesh_;
  std::vector<std::uint8_t> bytes(mesh.positions.size() * layout_.stride);
  for (std::size_t i = 0; i < mesh.positions.size(); ++i) {
    std::uint8_t* to = bytes.data() + i * layout_.stride;
    put(to, mesh.positions[i]);
    glm::i8vec4 normal = mesh.normals.empty() ? glm::i8vec4(0, 0, 127, 0) : mesh.normals[i];
    normal.w = mesh.kinds.empty() ? std::int8_t{0} : static_cast<std::int8_t>(mesh.kinds[i]);
    put(to + 12, normal);
    if (layout_.feature != 0) {
      put(to + layout_.feature, mesh.features[i]);
    }
    if (layout_.colour != 0) {
      put(to + layout_.colour, mesh.colours[i]);
    }
    if (layout_.texcoord != 0) {
      put(to + layout_.texcoord, mesh.texcoords[i]);
    }
  }
  return bytes;
}

void GpuMesh::describe() const {
  const auto stride = static_cast<GLsizei>(layout_.stride);
  glEnableVertexAttribArray(0);
  glVertexAttribPointer(0, 3, GL_FLOAT, GL_FALSE, stride, offset(0));
  glEnableVertexAttribArray(1);
  glVertexAttribIPointer(1, 4, GL_BYTE, stride, offset(12));
  if (layout_.feature != 0) {
    glEnableVertexAttribArray(2);
    glVertexAttribIPointer(2, 1, GL_UNSIGNED_INT, stride, offset(layout_.feature));
  }
  if (layout_.colour != 0) {
    glEnableVertexAttribArray(3);
    glVertexAttribPointer(3, 4, GL_UNSIGNED_BYTE, GL_TRUE, stride, offset(layout_.colour));
  }
  if (layout_.texcoord != 0) {
    glEnableVertexAttribArray(4);
    glVertexAttribPointer(4, 2, GL_FLOAT, GL_FALSE, stride, offset(layout_.texcoord));
  }
}

void GpuMesh::uploadIndices() {
  glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, indices_.id());
  const std::vector<std::uint32_t>& indices = mesh_->indices;
  if (indexType_ == GL_UNSIGNED_SHORT) {
    std::vector<std::uint16_t> narrow(indices.size());
    for (std::size_t i = 0; i < indices.size(); ++i) {
      narrow[i] = static_cast<std::uint16_t>(indices[i]);
    }
    glBufferData(GL_ELEMENT_ARRAY_BUFFER, static_cast<GLsizeiptr>(narrow.size() * 2), narrow.data(), GL_STATIC_DRAW);
  } else {
    glBufferData(GL_ELEMENT_ARRAY_BUFFER, static_cast<GLsizeiptr>(indices.size() * 4), indices.data(), GL_STATIC_DRAW);
  }
}

void GpuMesh::upload() {
  array_ = makeVertexArray();
  vertices_ = makeBuffer();
  indices_ = makeBuffer();
  glBindVertexArray(array_.id());
  glBindBuffer(GL_ARRAY_BUFFER, vertices_.id());
  const std::vector<std::uint8_t> bytes = interleaved();
  glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(bytes.size()), bytes.data(), GL_STATIC_DRAW);
  describe();
  uploadIndices();
  glBindBuffer(GL_ARRAY_BUFFER, 0);
  mesh_.reset();
}

void GpuMesh::bind() {
  if (!array_) {
    upload();
  }
  glBindVertexArray(array_.id());
  // What a mesh does not have comes from the current values.
  glVertexAttribI4ui(2, 0, 0, 0, 0);
  glVertexAttrib4f(3, 1.0F, 1.0F, 1.0F, 1.0F);
  glVertexAttrib4f(4, 0.0F, 0.0F, 0.0F, 1.0F);
}

}  // namespace belvedere::render
