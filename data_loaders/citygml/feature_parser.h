#pragma once

#include "data_loaders/citygml/appearance_parser.h"
#include "data_loaders/citygml/geometry_parser.h"
#include "data_loaders/citygml/member_model.h"
#include "data_loaders/citygml/xml_cursor.h"

namespace belvedere::loaders::citygml {

/// Reads one member of a city model: the feature in it, its parts at any depth, their geometry, attributes and local
/// appearances. Unknown classes of application domain extensions count as features where they stand in a member or have
/// a gml:id, and else as data whose values become attributes of the feature ("detail.surveyYear"). One per thread.
class FeatureParser {
 public:
  FeatureParser(MemberModel& model, GeometryParser& geometry, const AppearanceParser* appearances, bool wantsAttributes)
      : model_(model), geometry_(geometry), appearances_(appearances), wantsAttributes_(wantsAttributes) {}

  /// Reads the member whose start tag the cursor has just read (or a bare feature) into the model, and past its end.
  void readMember(XmlCursor& cursor);

 private:
  void readFeature(XmlCursor& cursor, const Word& word, std::uint32_t parent);
  void readFeatureProperty(XmlCursor& cursor, std::uint32_t feature, std::string_view prefix);
  /// A property without a meaning of its own: a value, or objects of whatever kind.
  void readPlainProperty(XmlCursor& cursor, std::uint32_t feature, std::string_view prefix, const Word& word);
  void readObject(XmlCursor& cursor, std::uint32_t feature, std::string_view path);
  void readBoundary(XmlCursor& cursor, std::uint32_t feature);
  void readBoundarySurface(XmlCursor& cursor, std::uint32_t feature);
  void readSurfaceProperty(XmlCursor& cursor, std::uint32_t feature, const GeometryOwner& owner);
  /// Openings and filling surfaces.
  void readSurfaceParts(XmlCursor& cursor, std::uint32_t feature);
  void readGeometry(XmlCursor& cursor, GeometryOwner owner);
  void readReliefGeometry(XmlCursor& cursor, std::uint32_t feature);
  void readGenericAttribute(XmlCursor& cursor, std::uint32_t feature, std::string_view prefix,
                            model::AttributeType type);
  void readGenericSet(XmlCursor& cursor, std::uint32_t feature, std::string_view prefix);
  void readAddress(XmlCursor& cursor, std::uint32_t feature, std::string_view container);
  void readAppearance(XmlCursor& cursor);

  GeometryOwner owner(std::uint32_t feature) const {
    return {feature, kLodNotStated, GeometryRole::Surface, model_.features[feature].kind};
  }
  void addAttribute(std::uint32_t feature, model::AttributeType type, std::string_view name, const XmlTag& tag,
                    std::string_view text);
  std::string_view joined(std::string_view prefix, std::string_view name);

  MemberModel& model_;
  GeometryParser& geometry_;
  const AppearanceParser* appearances_;  ///< none: appearances are not wanted
  bool wantsAttributes_;
  bool hasLeftAttributes_ = false;  ///< the boundary surface being read has some that were left out
};

}  // namespace belvedere::loaders::citygml
