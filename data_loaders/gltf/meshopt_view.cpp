#include "data_loaders/gltf/detail/meshopt_view.h"

#include <meshoptimizer.h>

#include "data_loaders/gltf/limits.h"

namespace belvedere::loaders::gltf {
namespace {

bool isVertexStride(std::size_t stride) { return stride > 0 && stride <= 256 && stride % 4 == 0; }
bool isIndexStride(std::size_t stride) { return stride == 2 || stride == 4; }

bool decode(std::string_view mode, std::string& out, std::size_t count, std::size_t stride, std::string_view packed) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(packed.data());
  if (mode == "ATTRIBUTES") {
    return isVertexStride(stride) && meshopt_decodeVertexBuffer(out.data(), count, stride, bytes, packed.size()) == 0;
  }
  if (mode == "TRIANGLES") {
    return isIndexStride(stride) && count % 3 == 0 &&
           meshopt_decodeIndexBuffer(out.data(), count, stride, bytes, packed.size()) == 0;
  }
  return mode == "INDICES" && isIndexStride(stride) &&
         meshopt_decodeIndexSequence(out.data(), count, stride, bytes, packed.size()) == 0;
}

bool applyFilter(std::string_view filter, std::string& out, std::size_t count, std::size_t stride) {
  if (filter.empty() || filter == "NONE") {
    return true;
  }
  if (filter == "OCTAHEDRAL" && (stride == 4 || stride == 8)) {
    meshopt_decodeFilterOct(out.data(), count, stride);
    return true;
  }
  if (filter == "QUATERNION" && stride == 8) {
    meshopt_decodeFilterQuat(out.data(), count, stride);
    return true;
  }
  if (filter == "EXPONENTIAL" && stride % 4 == 0) {
    meshopt_decodeFilterExp(out.data(), count, stride);
    return true;
  }
  return false;
}

}  // namespace

std::optional<std::string> unpackMeshopt(std::string_view packed, const JsonValue& extension) {
  const auto count = extension["count"].index();
  const auto stride = extension["byteStride"].index();
  if (!count || !stride || *stride == 0 || *stride > 256 || *count > limits::kUnpackedBytes / *stride) {
    return std::nullopt;
  }
  std::string out(*count * *stride, '\0');
  if (!decode(extension["mode"].textOrEmpty(), out, *count, *stride, packed) ||
      !applyFilter(extension["filter"].textOrEmpty(), out, *count, *stride)) {
    return std::nullopt;
  }
  return out;
}

}  // namespace belvedere::loaders::gltf
