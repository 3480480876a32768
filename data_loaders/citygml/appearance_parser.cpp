#include "data_loaders/citygml/appearance_parser.h"

#include <algorithm>
#include <span>

#include "data_loaders/citygml/numbers.h"
#include "data_loaders/citygml/xml_text.h"

namespace belvedere::loaders::citygml {
namespace {

std::uint32_t count32(std::size_t count) { return static_cast<std::uint32_t>(count); }

bool readNumbers(std::string_view text, std::span<double> numbers) {
  const char* at = text.data();
  return std::all_of(numbers.begin(), numbers.end(),
                     [&](double& number) { return nextNumber(at, text.data() + text.size(), number); });
}

bool isFalse(std::string_view text) {
  const std::string_view value = trimmedXml(text);
  return value == "false" || value == "0";
}

// Reads one surface data element. What it adds is taken back where it turns out to be about back sides.
class SurfaceDataReader {
 public:
  SurfaceDataReader(XmlCursor& cursor, AppearanceData& data)
      : cursor_(cursor), data_(data), firstTarget_(data.targets.size()), firstRing_(data.rings.size()) {}

  void readMaterial() {
    glm::vec4 colour(0.8F, 0.8F, 0.8F, 1.0F);  // X3D's default for diffuseColor
    material_ = count32(data_.materials.size());
    while (cursor_.nextChild()) {
      const std::string_view name = cursor_.tag().name;
      if (name == "diffuseColor") {
        std::array<double, 3> rgb{};
        if (readNumbers(cursor_.readText(), rgb)) {
          colour = {static_cast<float>(rgb[0]), static_cast<float>(rgb[1]), static_cast<float>(rgb[2]), colour.w};
        }
      } else if (name == "transparency") {
        const auto transparency = wholeNumber(cursor_.readText());
        colour.w = 1.0F - static_cast<float>(transparency.value_or(0.0));
      } else {
        common(name);
      }
    }
    for (int i = 0; i < 4; ++i) {
      colour[i] = std::clamp(colour[i], 0.0F, 1.0F);
    }
    data_.materials.push_back(colour);
    finish();
  }

  void readTexture(bool isGeoreferenced) {
    RawTexture texture;
    texture.isGeoreferenced = isGeoreferenced;
    texture_ = count32(data_.textures.size());
    bool hasReference = false;
    bool hasOrientation = false;
    while (cursor_.nextChild()) {
      const std::string_view name = cursor_.tag().name;
      if (name == "imageURI") {
        texture.uri = cursor_.readText();
      } else if (name == "wrapMode") {
        const std::string_view mode = trimmedXml(cursor_.readText());
        texture.isRepeated = mode != "none" && mode != "clamp" && mode != "border";
      } else if (name == "orientation") {
        hasOrientation = readNumbers(cursor_.readText(), texture.orientation);
      } else if (name == "referencePoint") {
        const std::string_view raw = cursor_.readText();
        hasReference = readReferencePoint(raw, texture.reference);
      } else {
        common(name);
      }
    }
    texture.hasPlacement = hasReference && hasOrientation;
    data_.textures.push_back(texture);
    finish();
  }

 private:
  static bool readReferencePoint(std::string_view raw, std::array<double, 2>& reference) {
    XmlCursor inner(raw.data(), raw.data() + raw.size());
    while (inner.nextChild()) {
      if (inner.tag().name == "pos") {
        return readNumbers(inner.readText(), reference);
      }
    }
    return false;
  }

  void common(std::string_view name) {
    if (name == "isFront") {
      isBack_ = isFalse(cursor_.readText());
    } else if (name == "target") {
      target();
    } else if (name == "textureParameterization") {  // CityGML 3.0
      while (cursor_.nextChild()) {
        cursor_.tag().name == "TextureAssociation" ? association() : cursor_.skip();
      }
    } else {
      cursor_.skip();
    }
  }

  // A plain URI, or in CityGML 1.0 and 2.0 an attribute with the parameterization inside.
  void target() {
    const std::string_view uri = cursor_.tag().attribute("uri");
    if (uri.empty()) {
      add(hashFragment(trimmedXml(cursor_.readText())), model::kNone);
    } else {
      parameterization(hashFragment(trimmedXml(uri)));
    }
  }

  void association() {
    IdHash surface = 0;
    while (cursor_.nextChild()) {
      if (cursor_.tag().name == "target") {
        surface = hashFragment(trimmedXml(cursor_.readText()));
      } else if (cursor_.tag().name == "textureParameterization") {
        parameterization(surface);
      } else {
        cursor_.skip();
      }
    }
  }

  void parameterization(IdHash surface) {
    while (cursor_.nextChild()) {
      if (cursor_.tag().name == "TexCoordList") {
        coordinateList();
      } else if (cursor_.tag().name == "TexCoordGen") {
        generator(surface);
      } else {
        ++data_.unreadable;
        cursor_.skip();
      }
    }
  }

  // In CityGML 3.0 the rings follow the coordinates as elements, one for each list in turn.
  void coordinateList() {
    const std::size_t first = data_.rings.size();
    std::size_t next = first;
    while (cursor_.nextChild()) {
      if (cursor_.tag().name == "textureCoordinates") {
        const IdHash ring = hashFragment(trimmedXml(cursor_.tag().attribute("ring")));
        data_.rings.push_back({ring, cursor_.readText(), texture_});
      } else if (cursor_.tag().name == "ring") {
        const IdHash ring = hashFragment(trimmedXml(cursor_.readText()));
        if (next < data_.rings.size()) {
          data_.rings[next++].ring = ring;
        }
      } else {
        cursor_.skip();
      }
    }
  }

  void generator(IdHash surface) {
    while (cursor_.nextChild()) {
      WorldToTexture matrix{};
      if (cursor_.tag().name == "worldToTexture" && readNumbers(cursor_.readText(), matrix)) {
        add(surface, count32(data_.generators.size()));
        data_.generators.push_back(matrix);
      } else if (cursor_.tag().name != "worldToTexture") {
        cursor_.skip();
      }
    }
  }

  void add(IdHash surface, std::uint32_t generator) {
    if (surface != 0) {
      data_.targets.push_back({surface, material_, texture_, generator});
    }
  }

  void finish() {
    if (isBack_) {
      data_.targets.resize(firstTarget_);
      data_.rings.resize(firstRing_);
    }
  }

  XmlCursor& cursor_;
  AppearanceData& data_;
  std::size_t firstTarget_;
  std::size_t firstRing_;
  std::uint32_t material_ = model::kNone;
  std::uint32_t texture_ = model::kNone;
  bool isBack_ = false;
};

}  // namespace

void AppearanceParser::read(XmlCursor& cursor, AppearanceData& data) const {
  if (cursor.tag().name == "Appearance") {
    readAppearance(cursor, data);
    return;
  }
  while (cursor.nextChild()) {
    cursor.tag().name == "Appearance" ? readAppearance(cursor, data) : cursor.skip();
  }
}

void AppearanceParser::readAppearance(XmlCursor& cursor, AppearanceData& data) const {
  bool isWanted = true;
  while (cursor.nextChild()) {
    const std::string_view name = cursor.tag().name;
    if (name == "theme") {
      const std::string_view theme = trimmedXml(cursor.readText());
      isWanted = theme.empty() || theme == theme_;
    } else if (isWanted && (name == "surfaceDataMember" || name == "surfaceData")) {
      readSurfaceData(cursor, data);
    } else {
      cursor.skip();
    }
  }
}

void AppearanceParser::readSurfaceData(XmlCursor& cursor, AppearanceData& data) const {
  while (cursor.nextChild()) {
    const std::string_view name = cursor.tag().name;
    if (name == "X3DMaterial") {
      SurfaceDataReader(cursor, data).readMaterial();
    } else if (name == "ParameterizedTexture" || name == "GeoreferencedTexture") {
      SurfaceDataReader(cursor, data).readTexture(name == "GeoreferencedTexture");
    } else {
      ++data.unreadable;
      cursor.skip();
    }
  }
}

}  // namespace belvedere::loaders::citygml
