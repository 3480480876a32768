#pragma once

#include "engine/core/message.h"

namespace belvedere::loaders::citygml {

constexpr MessageId kDoctypeRefused{
    "xml-doctype-refused", N_("{file} holds a document type declaration (<!DOCTYPE), which is not accepted."),
    N_("Save the file again without it: city models never need one, and it can make a reader open other files.")};
constexpr MessageId kTooDeep{"xml-too-deep", N_("{file} nests elements deeper than {limit} levels."),
                             N_("Sound city models stay below 40; the file is damaged or made to do harm.")};
constexpr MessageId kNotCityGml{"citygml-not-a-city-model", N_("{file} is not a CityGML document."),
                                N_("Its first element should be CityModel of CityGML 1.0, 2.0 or 3.0.")};
constexpr MessageId kTruncatedHeader{"xml-truncated-header", N_("{file} ends before its first object."),
                                     N_("The file is cut: copy or download it again.")};
constexpr MessageId kTruncated{"xml-truncated", N_("The file ends within an object; what stands before it is shown."),
                               N_("The file is cut: copy or download it again.")};
constexpr MessageId kUnbalanced{"xml-unbalanced", N_("An object's tags do not match; it was read as far as possible."),
                                N_("Repair the XML at the byte positions listed.")};
constexpr MessageId kEncodingUnsupported{"xml-encoding-unsupported",
                                         N_("{file} is written in the encoding {encoding}, which is not read."),
                                         N_("Save it as UTF-8.")};
constexpr MessageId kTextDamaged{
    "text-damaged",
    N_("Some characters are not valid in the file's encoding; a replacement sign stands for them."),
    {}};
constexpr MessageId kTextTooLong{"text-too-long", N_("A text is longer than {limit} bytes; it was left out."), {}};
constexpr MessageId kMemberTooLarge{
    "member-too-large", N_("An object has more than {limit} points; it was left out."),
    N_("Split it into parts, for instance a terrain into tiles, in the software that wrote the file.")};
constexpr MessageId kDocumentTooLarge{
    "citygml-utf16-too-large", N_("{file} is a UTF-16 document of more than {limit} bytes."), N_("Save it as UTF-8.")};
constexpr MessageId kEmpty{"citygml-empty", N_("The city model holds no object."), {}};
constexpr MessageId kDuplicateId{
    "citygml-duplicate-id",
    N_("Several elements bear the same gml:id, which is meant to be unique in a file; all were kept."),
    N_("References and appearances take the first. Give each element its own id in the software that wrote the file.")};
constexpr MessageId kVersionUnknown{"citygml-version-unknown",
                                    N_("{file} is of CityGML version {version}; versions 1.0, 2.0 and 3.0 are read."),
                                    N_("What bears the same names as in those was read. Compare the result with the "
                                       "original, or export the file again as "
                                       "CityGML 2.0 or 3.0.")};
constexpr MessageId kMatrixUnusable{
    "implicit-matrix",
    N_("The transformation matrix of an implicit geometry is not 16 finite numbers; the geometry was left out."),
    N_("Repair transformationMatrix of the objects listed: four rows of four numbers.")};
constexpr MessageId kXlinkUnresolved{
    "xlink-unresolved", N_("A geometry refers to one that is not in the file; it was left out."), {}};
constexpr MessageId kXlinkTooDeep{
    "xlink-too-deep", N_("References lead through too many steps, or in a circle; they were left out."), {}};
constexpr MessageId kLibraryObject{
    "implicit-library-object", N_("An implicit geometry stands in a file of its own, which is not read."), {}};
constexpr MessageId kRasterRelief{"relief-raster", N_("A relief is given as a raster, which is not read from CityGML."),
                                  N_("Add the raster itself as a terrain layer.")};
constexpr MessageId kCrsLocal{"citygml-crs-local",
                              N_("The model is in a local system ({crs}) that is tied to no place on earth."),
                              N_("Give the system that its coordinates are in with --crs.")};
constexpr MessageId kCrsInnerUnknown{
    "citygml-inner-crs",
    N_("A geometry names the system {crs}, which is not understood; that of the file was used."),
    {}};
constexpr MessageId kSurfaceDataUnread{
    "appearance-unread", N_("Surface data of a kind that is not read was left out."), {}};
constexpr MessageId kLodAbsent{"lod-absent", N_("No object has geometry at level of detail {lod}."),
                               N_("`belvedere info` lists the levels that there are.")};
constexpr MessageId kThemeAbsent{"theme-absent", N_("There is no appearance theme called {theme}."),
                                 N_("`belvedere info` lists the themes that there are.")};
constexpr MessageId kReading{"citygml-reading", N_("Reading the city model")};
constexpr MessageId kIndexing{"citygml-indexing", N_("Looking through the city model")};

}  // namespace belvedere::loaders::citygml
