#pragma once

#include "engine/core/plural.h"

/// What the CityJSON reader says, in one place: failures of a whole file first, then findings that cost a part of it.
namespace belvedere::loaders::cityjson {

constexpr MessageId kNotCityJson{"cityjson-not-cityjson",
                                 N_("This JSON file is not CityJSON: its \"type\" is “{type}”, not “CityJSON”."),
                                 N_("Give a CityJSON file (.city.json) or a CityJSON sequence (.city.jsonl).")};
constexpr MessageId kTooOld{"cityjson-too-old",
                            N_("CityJSON {version} is too old to be read; versions 1.0, 1.1 and 2.0 are."),
                            N_("Upgrade the file with cjio: cjio OLD.json upgrade save NEW.city.json. A file older "
                               "than version 0.6 must be made "
                               "again from its source.")};
constexpr MessageId kTooNew{"cityjson-too-new",
                            N_("CityJSON {version} is newer than this program, which reads 1.0, 1.1 and 2.0."),
                            N_("Update the program, or have the file written as CityJSON 2.0.")};
constexpr MessageId kCut{"cityjson-truncated", N_("The file ends in the middle of a value (line {line}, byte {byte})."),
                         N_("It is incomplete: copy or download it again.")};
constexpr MessageId kSyntax{"cityjson-syntax", N_("Line {line}, byte {byte}: this is not valid JSON."),
                            N_("Look for a missing comma, quote or bracket just before this place.")};
constexpr MessageId kTooDeep{"cityjson-too-deep", N_("Line {line}: more than {limit} levels within one another."),
                             N_("No CityJSON needs that many; the file is damaged or was made to do harm.")};
constexpr MessageId kFeatureAlone{
    "cityjson-feature-alone",
    N_("This CityJSONFeature lacks the CityJSON line that gives its scale, its place and its CRS."),
    N_("Put that line first, as in a CityJSON sequence (.city.jsonl), for instance with cjseq.")};
constexpr MessageId kMemberMissing{"cityjson-member-missing", N_("The file has no “{member}”."),
                                   N_("Have it written again; a check with cjval says what else is missing.")};
constexpr MessageId kTooManyVertices{"cityjson-too-many-vertices", N_("The file has more than {limit} vertices."),
                                     N_("Split it into tiles, or convert it to a CityJSON sequence.")};

constexpr MessageId kOutOfMemory{"cityjson-out-of-memory", N_("The file needs more memory than a reader may use."),
                                 N_("Split it into tiles, or convert it to a CityJSON sequence (.city.jsonl).")};
constexpr MessageId kReading{"cityjson-reading", N_("Reading {file}")};

constexpr MessageId kVersionMissing{"cityjson-version-missing",
                                    N_("The file does not say its CityJSON version; it was read as 2.0.")};
constexpr MessageId kTransformMissing{
    "cityjson-transform-missing",
    N_("CityJSON 1.1 and later need a “transform”, which is missing; coordinates were taken as they stand.")};
constexpr MessageId kTransformMalformed{
    "cityjson-transform-malformed",
    N_("The “transform” is not two triples of numbers; coordinates were taken as they stand."),
    N_("The objects are probably in the wrong place: have the file written again.")};
constexpr MessageId kScaleZero{"cityjson-scale-zero",
                               N_("The scale of the “transform” is zero: all points fall into one."),
                               N_("Have the file written again with a scale, for instance 0.001.")};
constexpr MessageId kDuplicateKey{
    "cityjson-duplicate-key",
    N_("A name stands twice in one JSON object, here “{key}”; both were read where possible."),
    N_("Two objects with one name are probably a mistake of the software that wrote the file.")};
constexpr MessageId kDuplicateId{"cityjson-duplicate-id", N_("Several objects have the same id; all were kept.")};
constexpr MessageId kObjectMalformed{"cityjson-object-malformed",
                                     N_("A city object is not valid JSON or has no type; it was left out.")};
constexpr MessageId kFeatureMalformed{"cityjson-feature-malformed",
                                      N_("A line of the sequence is not a sound CityJSONFeature; it was left out.")};
constexpr MessageId kSequenceCut{"cityjson-sequence-cut",
                                 N_("The file ends within a feature; the features before it were kept."),
                                 N_("It is incomplete: copy or download it again.")};
constexpr MessageId kTextBehindEnd{"cityjson-text-behind-end",
                                   N_("The file goes on after the end of its city model; the rest was not read.")};
constexpr MessageId kRelationBroken{
    "cityjson-relation-broken",
    N_("An object names a parent that does not exist or that is below itself; it stands by itself.")};
constexpr MessageId kGeometryMalformed{"cityjson-geometry-malformed",
                                       N_("A geometry is not built as its type demands; it was left out.")};
constexpr MessageId kGeometryUnknown{"cityjson-geometry-unknown",
                                     N_("A geometry is of a type that CityJSON does not have; it was left out.")};
constexpr MessageId kLodUnknown{
    "cityjson-lod-unknown", N_("A geometry has no level of detail that can be understood; it counts as the lowest.")};
constexpr MessageId kVertexMalformed{
    "cityjson-vertex-malformed", NP_("{count} vertex is not three usable numbers; what uses it was left out.",
                                     "{count} vertices are not three usable numbers; what uses them was left out.")};
constexpr MessageId kVertexOutOfRange{"cityjson-vertex-out-of-range",
                                      N_("A geometry points to a vertex that does not exist; that part was left out.")};
constexpr MessageId kTemplateMissing{"cityjson-template-missing",
                                     N_("A geometry uses a template that does not exist; it was left out.")};
constexpr MessageId kInstanceMalformed{
    "cityjson-instance-malformed",
    N_("A use of a template has no reference point or no transformation of 16 numbers; it was left out.")};
constexpr MessageId kSemanticsMismatch{
    "cityjson-semantics-mismatch",
    N_("The semantics of a geometry do not fit its surfaces; those surfaces are drawn without a kind.")};
constexpr MessageId kMaterialMismatch{
    "cityjson-material-mismatch", N_("The materials of a geometry do not fit its surfaces or the list of materials; "
                                     "those surfaces are drawn without one.")};
constexpr MessageId kTextureMismatch{
    "cityjson-texture-mismatch",
    N_("The texture of a surface does not fit its points or the list of textures; it is drawn without it.")};
constexpr MessageId kAppearanceMalformed{"cityjson-appearance-malformed",
                                         N_("A part of the file's appearance cannot be read; it was left out.")};
constexpr MessageId kAttributesMalformed{
    "cityjson-attributes-malformed",
    N_("The attributes of an object are not valid JSON; those after the fault are missing.")};
constexpr MessageId kAttributesTooLarge{"cityjson-attributes-too-large",
                                        N_("The attributes of an object are larger than {limit}; they were left out.")};
constexpr MessageId kTextNotUtf8{"cityjson-text-not-utf8",
                                 N_("A text is not UTF-8; its foreign bytes were read as Latin-1."),
                                 N_("Have the file written as UTF-8, as JSON demands.")};
constexpr MessageId kLongitudeFirst{
    "cityjson-longitude-first",
    N_("The CRS counts latitude first, but the coordinates can only be longitude first; they were read so.")};
constexpr MessageId kNothingInside{"cityjson-no-objects", N_("The file is sound but holds no city object.")};
constexpr MessageId kNoGeometry{"cityjson-no-geometry", N_("No object of the file has a geometry that can be shown.")};

}  // namespace belvedere::loaders::cityjson
