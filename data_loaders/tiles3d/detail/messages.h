#pragma once

#include "engine/core/message.h"

/// What the 3D Tiles reader says: failures of a whole source first, then findings that cost a part of it.
namespace belvedere::loaders::tiles3d {

constexpr MessageId kNotATileset{"tiles3d-not-a-tileset", N_("{file} is not a 3D Tiles tileset: it has no root tile."),
                                 N_("Give the tileset.json of a tileset.")};
constexpr MessageId kVersion{"tiles3d-version", N_("{file} is 3D Tiles {version}; versions 1.0 and 1.1 are read."),
                             N_("Convert it with 3d-tiles-tools upgrade.")};
constexpr MessageId kSubtreeAlone{"tiles3d-subtree-alone", N_("{file} is only a part of a tileset (a subtree)."),
                                  N_("Give the tileset.json it belongs to.")};

constexpr MessageId kContentMissing{
    "tiles3d-content-missing", N_("The content {name} is missing; its place stays empty or shows less detail."),
    N_("Put the file back below the tileset's folder, or have the tileset written again.")};
constexpr MessageId kContentDamaged{"tiles3d-content-damaged", N_("The content {name} is damaged: {reason}."),
                                    N_("Copy or download it again.")};
constexpr MessageId kContentUnknown{"tiles3d-content-unknown",
                                    N_("The content {name} is of a kind that is not known ({magic})."),
                                    N_("b3dm, i3dm, pnts, cmpt, GLB and glTF are read.")};
constexpr MessageId kTilesetLoop{"tiles3d-loop", N_("The tileset {name} leads back to itself; it is read once."),
                                 N_("Have the tileset written again.")};
constexpr MessageId kTooDeep{"tiles3d-too-deep",
                             N_("{name}: tilesets within tilesets go on for more than {most} levels."),
                             N_("The files are damaged or were made to do harm.")};
constexpr MessageId kTooManyTiles{"tiles3d-too-many-tiles",
                                  N_("The tileset has more than {most} tiles; the rest was left out."),
                                  N_("Split it, or check that its subtrees are sound.")};
constexpr MessageId kSubtreeDamaged{"tiles3d-subtree-damaged",
                                    N_("The subtree {name} is missing or damaged ({reason})."),
                                    N_("Copy or download it again.")};
constexpr MessageId kImplicitDamaged{"tiles3d-implicit-damaged",
                                     N_("{name}: the division into implicit tiles cannot be understood."),
                                     N_("Have the tileset written again.")};
constexpr MessageId kExtensionUnknown{
    "tiles3d-extension", N_("{file} asks for the extension {extension}, which is not known; what is known was read."),
    N_("Compare the picture with another viewer's.")};
constexpr MessageId kAttributeDamaged{"tiles3d-attribute-damaged",
                                      N_("{name}: the attribute “{property}” cannot be read; it was left out."),
                                      N_("Have the tileset written again.")};

}  // namespace belvedere::loaders::tiles3d
