#include "data_loaders/gltf/draco_geometry.h"

#include <draco/compression/decode.h>

#include "data_loaders/gltf/limits.h"

namespace belvedere::loaders::gltf {
namespace {

constexpr int kMostComponents = 16;

std::optional<DracoAttribute> readAttribute(const draco::PointCloud& cloud, std::uint32_t id) {
  const draco::PointAttribute* attribute = cloud.GetAttributeByUniqueId(id);
  if (attribute == nullptr || attribute->num_components() < 1 || attribute->num_components() > kMostComponents) {
    return std::nullopt;
  }
  DracoAttribute out;
  out.components = static_cast<unsigned>(attribute->num_components());
  out.isNormalised = attribute->normalized();
  out.values.resize(std::size_t{cloud.num_points()} * out.components);
  for (std::uint32_t i = 0; i < cloud.num_points(); ++i) {
    const draco::AttributeValueIndex value = attribute->mapped_index(draco::PointIndex(i));
    if (value.value() >= attribute->size() ||
        !attribute->ConvertValue<double>(value, static_cast<std::int8_t>(out.components),
                                         out.values.data() + std::size_t{i} * out.components)) {
      return std::nullopt;
    }
  }
  return out;
}

bool readFaces(const draco::Mesh& mesh, DracoGeometry& geometry) {
  geometry.indices.reserve(std::size_t{mesh.num_faces()} * 3);
  for (std::uint32_t i = 0; i < mesh.num_faces(); ++i) {
    for (const draco::PointIndex& corner : mesh.face(draco::FaceIndex(i))) {
      if (corner.value() >= geometry.pointCount) {
        return false;
      }
      geometry.indices.push_back(corner.value());
    }
  }
  return true;
}

}  // namespace

std::optional<DracoGeometry> decodeDraco(std::string_view bytes, const std::map<std::string, std::uint32_t>& wanted) {
  draco::DecoderBuffer buffer;
  buffer.Init(bytes.data(), bytes.size());
  draco::Decoder decoder;
  const auto type = draco::Decoder::GetEncodedGeometryType(&buffer);
  if (!type.ok()) {
    return std::nullopt;
  }
  DracoGeometry geometry;
  std::unique_ptr<draco::PointCloud> cloud;
  if (type.value() == draco::TRIANGULAR_MESH) {
    auto mesh = decoder.DecodeMeshFromBuffer(&buffer);
    if (!mesh.ok() || mesh.value() == nullptr || mesh.value()->num_faces() > limits::kVertices) {
      return std::nullopt;
    }
    geometry.pointCount = mesh.value()->num_points();
    if (!readFaces(*mesh.value(), geometry)) {
      return std::nullopt;
    }
    cloud = std::move(mesh).value();
  } else {
    auto points = decoder.DecodePointCloudFromBuffer(&buffer);
    if (!points.ok() || points.value() == nullptr) {
      return std::nullopt;
    }
    cloud = std::move(points).value();
    geometry.pointCount = cloud->num_points();
  }
  if (geometry.pointCount > limits::kVertices) {
    return std::nullopt;
  }
  for (const auto& [name, id] : wanted) {
    auto attribute = readAttribute(*cloud, id);
    if (!attribute) {
      return std::nullopt;
    }
    geometry.attributes.emplace(name, std::move(*attribute));
  }
  return geometry;
}

}  // namespace belvedere::loaders::gltf
