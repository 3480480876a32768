#pragma once

#include <functional>

#include "data_loaders/citygml/member_model.h"
#include "data_loaders/citygml/srs_table.h"
#include "data_loaders/citygml/xml_cursor.h"

namespace belvedere::loaders::citygml {

/// Reads GML geometries (2, 3.1 and 3.2) of any kind and nesting into a member's flat arrays. One per thread.
class GeometryParser {
 public:
  /// More points than this in one member are refused, or handed on in parts (see setOverflow).
  static constexpr std::size_t kMemberPositions = 6'000'000;

  GeometryParser(SrsTable& srs, SrsConversion documentFrame, MemberModel& model, Diagnostics& diagnostics)
      : srs_(srs), documentFrame_(documentFrame), model_(model), diagnostics_(diagnostics) {}

  /// Reads the content of the property whose start tag the cursor has just read, and past its end.
  void readProperty(XmlCursor& cursor, const GeometryOwner& owner);
  /// The same for a geometry element.
  void readElement(XmlCursor& cursor, const GeometryOwner& owner);
  /// Reads an ImplicitGeometry into MemberModel::instances.
  void readInstance(XmlCursor& cursor, const GeometryOwner& owner);
  /// Reads the property or geometry at `source` as a template: coordinates as written, in local metres.
  void readTemplate(const char* source, const char* end, const GeometryOwner& owner);

  /// Called between two polygons once the member holds this many points; it may hand them on and take them away.
  void setOverflow(std::size_t positions, std::function<void()> overflow) {
    overflowPositions_ = positions;
    overflow_ = std::move(overflow);
  }

 private:
  struct Frame {
    SrsConversion conversion;
    std::size_t dimension = 0;  ///< as declared; 0 where it is not
  };
  struct Attributes {
    IdHash id = 0;
    IdHash target = 0;
    bool hasReference = false;
    bool isReversed = false;
  };

  Attributes readAttributes(std::string_view attributes, Frame& frame);
  void walk(XmlCursor& cursor, const GeometryOwner& owner, const Frame& frame);
  void element(XmlCursor& cursor, GeometryOwner owner, Frame frame);
  void polygon(XmlCursor& cursor, const GeometryOwner& owner, const Frame& frame);
  void rings(XmlCursor& cursor, Frame frame, RawPolygon& polygon);
  void ring(XmlCursor& cursor, Frame frame, RawPolygon& polygon);
  void line(XmlCursor& cursor, const GeometryOwner& owner, const Frame& frame);
  void collect(XmlCursor& cursor, const Frame& frame, bool joinsPieces);
  void positionList(XmlCursor& cursor, Frame frame);
  void singlePosition(XmlCursor& cursor, const Frame& frame);
  void coordinates(XmlCursor& cursor, const Frame& frame);
  void readTuples(const char*& at, const char* end, std::size_t dimension);
  /// Puts the positions from `first` on into the document's frame.
  void convert(std::size_t first, const Frame& frame);
  bool isFull();

  SrsTable& srs_;
  SrsConversion documentFrame_;
  MemberModel& model_;
  Diagnostics& diagnostics_;
  std::size_t overflowPositions_ = kMemberPositions;
  std::function<void()> overflow_;
  bool isFlat_ = false;  // a tuple without a height was met
};

}  // namespace belvedere::loaders::citygml
