#include "data_loaders/gltf/detail/gltf1_upgrade.h"

#include <array>
#include <charconv>
#include <cmath>
#include <functional>
#include <map>
#include <vector>

namespace belvedere::loaders::gltf {
namespace {

constexpr std::array<std::string_view, 2> kBinaryNames{"binary_glTF", "KHR_binary_glTF"};
constexpr std::size_t kMostItems = 10'000'000;

std::string numberText(double value) {
  std::array<char, 32> buffer;
  return {buffer.data(),
          std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::isfinite(value) ? value : 0.0).ptr};
}

/// Members of a JSON object, written one after the other.
class ObjectText {
 public:
  void add(std::string_view name, const std::string& json) {
    text_ += (text_.empty() ? "\"" : ",\"") + std::string(name) + "\":" + json;
  }
  void add(std::string_view name, std::size_t number) { add(name, std::to_string(number)); }
  void copy(std::string_view name, const JsonValue& value) {
    if (!value.isMissing()) {
      add(name, value.json());
    }
  }
  std::string text() const { return "{" + text_ + "}"; }

 private:
  std::string text_;
};

std::string arrayText(const std::vector<std::string>& items) {
  std::string text = "[";
  for (std::size_t i = 0; i < items.size(); ++i) {
    text += (i == 0 ? "" : ",") + items[i];
  }
  return text + "]";
}

/// A kind of named items, in the order of the text.
struct Names {
  std::map<std::string, std::size_t, std::less<>> index;
  std::vector<JsonValue> items;

  explicit Names(const JsonValue& object) {
    object.forEachMember([this](std::string_view name, const JsonValue& item) {
      if (items.size() < kMostItems && index.emplace(name, items.size()).second) {
        items.push_back(item);
      }
    });
  }
  std::optional<std::size_t> find(const JsonValue& name) const {
    const auto found = name.text() ? index.find(*name.text()) : index.end();
    return found != index.end() ? std::optional(found->second) : std::nullopt;
  }
};

double toLinear(double srgb) { return srgb <= 0.04045 ? srgb / 12.92 : std::pow((srgb + 0.055) / 1.055, 2.4); }

class Upgrade {
 public:
  Upgrade(const JsonValue& root, bool hasBinary)
      : root_(root),
        hasBinary_(hasBinary),
        buffers_(root["buffers"]),
        views_(root["bufferViews"]),
        accessors_(root["accessors"]),
        meshes_(root["meshes"]),
        nodes_(root["nodes"]),
        materials_(root["materials"]),
        textures_(root["textures"]),
        images_(root["images"]),
        samplers_(root["samplers"]),
        scenes_(root["scenes"]) {}

  std::string text() {
    ObjectText out;
    out.add("asset", R"({"version":"2.0"})");
    const JsonValue rtc = root_["extensions"]["CESIUM_RTC"];
    if (!rtc.isMissing()) {
      out.add("extensions", R"({"CESIUM_RTC":)" + rtc.json() + "}");
    }
    out.add("buffers", arrayText(buffers()));
    out.add("accessors", arrayText(accessors()));  // makes a view for each
    out.add("images", arrayText(images()));
    out.add("bufferViews", arrayText(viewTexts_));
    out.add("textures", arrayText(textures()));
    out.add("samplers", arrayText(samplers()));
    out.add("materials", arrayText(materials()));
    out.add("meshes", arrayText(meshes()));
    out.add("nodes", arrayText(nodes()));
    out.add("scenes", arrayText(scenes()));
    out.add("scene", scenes_.find(root_["scene"]).value_or(0));
    return out.text();
  }

 private:
  bool isBinary(const JsonValue& name) const {
    return hasBinary_ && (name.textOrEmpty() == kBinaryNames[0] || name.textOrEmpty() == kBinaryNames[1]);
  }

  /// Buffer 0 is the binary body, or an empty stand-in for it; the named ones follow.
  std::vector<std::string> buffers() const {
    std::vector<std::string> out{R"({"byteLength":0})"};
    for (const JsonValue& item : buffers_.items) {
      ObjectText text;
      text.copy("byteLength", item["byteLength"]);
      text.add("uri", item["uri"].isMissing() ? R"("data:,")" : item["uri"].json());
      out.push_back(text.text());
    }
    return out;
  }

  /// A view of 2.0 for a view of 1.0, with the stride of the accessor that uses it.
  std::optional<std::size_t> addView(const JsonValue& name, const JsonValue& stride) {
    const auto found = views_.find(name);
    if (!found) {
      return std::nullopt;
    }
    const JsonValue item = views_.items[*found];
    const auto buffer = buffers_.find(item["buffer"]);
    if (!isBinary(item["buffer"]) && !buffer) {
      return std::nullopt;
    }
    ObjectText text;
    text.add("buffer", isBinary(item["buffer"]) ? 0 : *buffer + 1);
    text.copy("byteOffset", item["byteOffset"]);
    text.copy("byteLength", item["byteLength"]);
    if (stride.index().value_or(0) > 0) {
      text.copy("byteStride", stride);
    }
    viewTexts_.push_back(text.text());
    return viewTexts_.size() - 1;
  }

  std::vector<std::string> accessors() {
    std::vector<std::string> out;
    for (const JsonValue& item : accessors_.items) {
      ObjectText text;
      // A view that is not there stays one: without any, an accessor would be all zeros.
      text.add("bufferView", addView(item["bufferView"], item["byteStride"]).value_or(kMostItems));
      for (const std::string_view member : {"byteOffset", "componentType", "count", "type"}) {
        text.copy(member, item[member]);
      }
      const JsonValue quantised = item["extensions"]["WEB3D_quantized_attributes"];
      if (!quantised.isMissing()) {
        text.add("extensions", R"({"WEB3D_quantized_attributes":)" + quantised.json() + "}");
      }
      out.push_back(text.text());
    }
    return out;
  }

  std::vector<std::string> images() {
    std::vector<std::string> out;
    for (const JsonValue& item : images_.items) {
      ObjectText text;
      const JsonValue binary = item["extensions"]["KHR_binary_glTF"];
      if (const auto view = addView(binary["bufferView"], {})) {
        text.add("bufferView", *view);
      } else {
        text.copy("uri", item["uri"]);
      }
      out.push_back(text.text());
    }
    return out;
  }

  std::vector<std::string> textures() const {
    std::vector<std::string> out;
    for (const JsonValue& item : textures_.items) {
      ObjectText text;
      if (const auto source = images_.find(item["source"])) {
        text.add("source", *source);
      }
      if (const auto sampler = samplers_.find(item["sampler"])) {
        text.add("sampler", *sampler);
      }
      out.push_back(text.text());
    }
    return out;
  }

  std::vector<std::string> samplers() const {
    std::vector<std::string> out;
    for (const JsonValue& item : samplers_.items) {
      ObjectText text;
      text.copy("wrapS", item["wrapS"]);
      out.push_back(text.text());
    }
    return out;
  }

  /// The value that a technique takes for the diffuse colour: four numbers, or the name of a texture.
  static JsonValue diffuseOf(const JsonValue& material) {
    const JsonValue common = material["extensions"]["KHR_materials_common"]["values"]["diffuse"];
    if (!common.isMissing()) {
      return common;
    }
    for (const std::string_view name :
         {"diffuse", "u_diffuse", "diffuseTex", "u_diffuseTex", "tex", "ambient", "emission"}) {
      const JsonValue value = material["values"][name];
      if (!value.isMissing()) {
        return value;
      }
    }
    return {};
  }

  std::vector<std::string> materials() const {
    std::vector<std::string> out;
    for (const JsonValue& item : materials_.items) {
      const JsonValue diffuse = diffuseOf(item);
      ObjectText rough;
      std::vector<double> colour = diffuse.numbers();
      if (colour.size() >= 3) {
        colour.resize(4, 1.0);
        rough.add("baseColorFactor", arrayText({numberText(toLinear(colour[0])), numberText(toLinear(colour[1])),
                                                numberText(toLinear(colour[2])), numberText(colour[3])}));
      }
      const JsonValue name = diffuse.isArray() && !diffuse.items().empty() ? diffuse.items().front() : diffuse;
      if (const auto texture = textures_.find(name)) {
        rough.add("baseColorTexture", R"({"index":)" + std::to_string(*texture) + "}");
      }
      ObjectText text;
      text.add("pbrMetallicRoughness", rough.text());
      const JsonValue common = item["extensions"]["KHR_materials_common"];
      text.copy("doubleSided", common["doubleSided"]);
      if (common["transparent"].boolean().value_or(colour.size() == 4 && colour[3] < 1.0)) {
        text.add("alphaMode", R"("BLEND")");
      }
      out.push_back(text.text());
    }
    return out;
  }

  std::vector<std::string> meshes() const {
    std::vector<std::string> out;
    for (const JsonValue& item : meshes_.items) {
      std::vector<std::string> primitives;
      for (const JsonValue& primitive : item["primitives"].items()) {
        ObjectText attributes;
        primitive["attributes"].forEachMember([&](std::string_view name, const JsonValue& accessor) {
          const bool isPlain = name.find_first_of("\"\\") == std::string_view::npos;
          if (const auto index = accessors_.find(accessor); index && isPlain) {
            attributes.add(name, *index);
          }
        });
        ObjectText text;
        text.add("attributes", attributes.text());
        if (!primitive["indices"].isMissing()) {
          text.add("indices", accessors_.find(primitive["indices"]).value_or(kMostItems));
        }
        if (const auto material = materials_.find(primitive["material"])) {
          text.add("material", *material);
        }
        text.copy("mode", primitive["mode"].isMissing() ? primitive["primitive"] : primitive["mode"]);
        primitives.push_back(text.text());
      }
      ObjectText text;
      text.copy("name", item["name"]);
      text.add("primitives", arrayText(primitives));
      out.push_back(text.text());
    }
    return out;
  }

  /// A node of 1.0 may have several meshes: each beyond the first becomes a child.
  std::vector<std::string> nodes() const {
    std::vector<std::string> out;
    std::vector<std::string> more;
    for (const JsonValue& item : nodes_.items) {
      ObjectText text;
      for (const std::string_view member : {"name", "matrix", "translation", "rotation", "scale"}) {
        text.copy(member, item[member]);
      }
      std::vector<std::string> children;
      for (const JsonValue& child : item["children"].items()) {
        if (const auto index = nodes_.find(child)) {
          children.push_back(std::to_string(*index));
        }
      }
      bool isFirst = true;
      for (const JsonValue& name : item["meshes"].items()) {
        const auto mesh = meshes_.find(name);
        if (mesh && isFirst) {
          text.add("mesh", *mesh);
          isFirst = false;
        } else if (mesh) {
          children.push_back(std::to_string(nodes_.items.size() + more.size()));
          more.push_back(R"({"mesh":)" + std::to_string(*mesh) + "}");
        }
      }
      text.add("children", arrayText(children));
      out.push_back(text.text());
    }
    out.insert(out.end(), more.begin(), more.end());
    return out;
  }

  std::vector<std::string> scenes() const {
    std::vector<std::string> out;
    for (const JsonValue& item : scenes_.items) {
      std::vector<std::string> roots;
      for (const JsonValue& node : item["nodes"].items()) {
        if (const auto index = nodes_.find(node)) {
          roots.push_back(std::to_string(*index));
        }
      }
      out.push_back(R"({"nodes":)" + arrayText(roots) + "}");
    }
    return out;
  }

  JsonValue root_;
  bool hasBinary_;
  Names buffers_, views_, accessors_, meshes_, nodes_, materials_, textures_, images_, samplers_, scenes_;
  std::vector<std::string> viewTexts_;
};

}  // namespace

std::optional<std::string> upgradedGltf1(const JsonValue& root, bool hasBinary) {
  if (!root["meshes"].isObject() || !root["accessors"].isObject()) {
    return std::nullopt;
  }
  return Upgrade(root, hasBinary).text();
}

}  // namespace belvedere::loaders::gltf
