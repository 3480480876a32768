#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "data_loaders/citygml/appearance_data.h"
#include "data_loaders/citygml/xml_cursor.h"

namespace belvedere::loaders::citygml {

/// Reads appearances of CityGML 1.0, 2.0 and 3.0: materials, parameterized and georeferenced textures of front sides.
class AppearanceParser {
 public:
  /// Keeps what belongs to this theme (raw text); appearances that name no theme belong to every one.
  explicit AppearanceParser(std::string_view theme) : theme_(theme) {}

  /// Reads the property or Appearance whose start tag the cursor has just read, and adds it to `data`.
  void read(XmlCursor& cursor, AppearanceData& data) const;

 private:
  void readAppearance(XmlCursor& cursor, AppearanceData& data) const;
  void readSurfaceData(XmlCursor& cursor, AppearanceData& data) const;

  std::string theme_;
};

}  // namespace belvedere::loaders::citygml
