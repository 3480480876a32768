#pragma once

#include "engine/core/message.h"

/// What the glTF reader says: failures of a whole file first, then findings that cost a part of it.
namespace belvedere::loaders::gltf {

constexpr MessageId kGltfDamaged{"gltf-damaged", N_("{file} is not sound glTF: {reason}."),
                                 N_("Copy or download it again; a glTF validator says what else is wrong.")};
constexpr MessageId kGltfVersion{"gltf-version", N_("{file} is glTF {version}; versions 1.0 and 2.0 are read."),
                                 N_("Have it written as glTF 2.0.")};
constexpr MessageId kGltfExtension{"gltf-extension",
                                   N_("{file} cannot be read without {extension}, which is not known."),
                                   N_("Have it written without that extension.")};

constexpr MessageId kPartDamaged{"gltf-part-damaged", N_("{file}: a part is damaged ({part}); it was left out."),
                                 N_("Copy or download the file again, or have it written again.")};
constexpr MessageId kTextureUnreadable{"gltf-texture-format",
                                       N_("{file}: pictures as {format} are not read; their surfaces stay plain."),
                                       N_("Have the model written with JPEG or PNG pictures.")};
constexpr MessageId kFeatureTextures{"gltf-feature-texture",
                                     N_("{file}: objects told apart by a picture are read as one."),
                                     N_("Have the model written with object numbers at its vertices.")};
constexpr MessageId kTooManyInstances{"gltf-too-many-instances",
                                      N_("{file} places more than {most} meshes; the rest was left out."),
                                      N_("Split it into smaller tiles.")};
constexpr MessageId kMetadataDamaged{"gltf-metadata-damaged",
                                     N_("{file}: the attribute “{property}” cannot be read; it was left out."),
                                     N_("Have the file written again.")};
constexpr MessageId kContentTooLarge{"gltf-content-too-large",
                                     N_("A part of {file} needs more memory than a reader may use; it was left out."),
                                     N_("Split it into smaller tiles.")};
constexpr MessageId kNothingInside{"gltf-empty", N_("There is nothing to see in {file}."),
                                   N_("Check that the right file was given.")};
constexpr MessageId kGltfReading{"gltf-reading", N_("Reading {file}")};

}  // namespace belvedere::loaders::gltf
