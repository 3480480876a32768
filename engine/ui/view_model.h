#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/core/finding.h"
#include "engine/core/message.h"
#include "engine/model/source.h"
#include "engine/scene/camera.h"
#include "engine/scene/snapshot.h"
#include "engine/scene/territory.h"

namespace belvedere::ui {

/// How far a layer is, for its line in the panel.
enum class LayerPhase { Hidden, Loading, Ready, Failed };

/// One layer as the panel lists it. Borrowed for one frame.
struct LayerEntry {
  scene::LayerId id = 0;
  const scene::Layer* layer = nullptr;
  LayerPhase phase = LayerPhase::Loading;
  double fraction = -1.0;        ///< 0 to 1 while loading; negative where the end is not known
  bool needsConsent = false;     ///< it failed because its files lie outside the territory's folder
  std::optional<Message> error;  ///< why it failed
  const Diagnostics* diagnostics = nullptr;
  const Findings* findings = nullptr;
  const model::SourceDescription* description = nullptr;  ///< null until opened
  /// All that its source holds, levels of detail and themes included; null until that was asked for and found out.
  const model::SourceDescription* whole = nullptr;
  bool isDescribing = false;  ///< `whole` is on its way
};

/// A name and its value, ready to show.
struct AttributeLine {
  std::string name;
  std::string value;  ///< numbers with a decimal point
  std::string unit;
  bool isNumber = false;
};

/// A point of a cloud that was clicked.
struct PointFacts {
  std::uint8_t classification = 0;
  std::uint16_t intensity = 0;
  double heightMetres = 0.0;
  std::uint8_t returnNumber = 0;  ///< 0: not known
  std::uint8_t returnCount = 0;
};

/// The selected feature, ready to show.
struct FeatureCard {
  std::string title;  ///< its name or id
  std::string type;   ///< standard's name: "Building"
  std::string id;
  std::string surface;  ///< kind of the surface that was clicked: "RoofSurface"; empty for none
  std::string lod;      ///< "2.2"; empty for none
  std::string layerName;
  std::string sourceName;
  std::string crs;
  std::string attribution;
  std::vector<AttributeLine> attributes;
  std::optional<PointFacts> point;  ///< then there are no attributes
  /// Nearest first.
  struct Parent {
    std::string type;
    std::string id;
  };
  std::vector<Parent> parents;
};

/// What lies under the cursor.
struct CursorPlace {
  double east = 0.0, north = 0.0, heightMetres = 0.0;  ///< map coordinates
  double longitudeDegrees = 0.0, latitudeDegrees = 0.0;
};

/// A sentence shown for a while at the top of the view.
struct Notice {
  Severity severity = Severity::Info;
  std::string text;
  std::string hint;
};

/// How finely the scene is drawn, for the panel in which the user chooses it.
enum class QualityChoice { Auto, Low, Medium, High };
/// What was chosen, by the user and by the program.
struct QualityState {
  QualityChoice chosen = QualityChoice::Auto;   ///< by the user
  QualityChoice still = QualityChoice::Medium;  ///< what it came to at rest, never Auto
  QualityChoice moving = QualityChoice::Low;    ///< and in motion
  double movingScale = 1.0;                     ///< side of the moving picture over the window's
  std::string machine;                          ///< what OpenGL calls its renderer
};

/// How much memory the tiles of the scene take.
struct MemoryState {
  int chosenMebibytes = 0;  ///< by the user; 0: automatic
  std::size_t bytes = 0;    ///< now
  std::size_t most = 0;     ///< allowed
};

/// A question that must be answered before the window goes on.
enum class QuestionKind {
  UnsavedOnClose,  ///< the window is to be closed
  UnsavedOnOpen,   ///< another territory is to be opened
  ChangedOnDisk    ///< somebody else has changed the file since it was read
};
/// The question, and what it is about.
struct Question {
  QuestionKind kind = QuestionKind::UnsavedOnClose;
  std::string name;  ///< of the territory
};

/// Something that is being read in the background.
struct PendingWork {
  std::string text;        ///< "Reading quartier.gml…"
  double fraction = -1.0;  ///< 0 to 1; negative where the end is not known
};

/// An entry of a folder.
struct FolderEntry {
  std::string name;
  bool isFolder = false;
  bool isTerritory = false;  ///< a folder in which a territory lies
};
/// What a folder holds, for completing a path: folders first, each by name. Empty for what is no folder.
struct FolderListing {
  std::filesystem::path folder;  ///< as it was asked for
  std::vector<FolderEntry> entries;
};

/// All that the panels show in one frame. Filled by engine/app; the panels keep nothing of it.
struct ViewModel {
  bool hasTerritory = false;
  std::string territoryName;
  std::string crsIdentifier;
  std::string crsName;
  std::vector<LayerEntry> layers;  ///< topmost first, as people read a legend
  std::vector<scene::Bookmark> bookmarks;
  std::optional<FeatureCard> feature;
  std::optional<CursorPlace> cursor;
  std::vector<std::filesystem::path> recentTerritories;
  std::vector<Notice> notices;
  std::vector<PendingWork> pending;
  std::optional<Question> question;
  const FolderListing* listing = nullptr;  ///< the last one that was asked for and is here
  std::filesystem::path territoryFolder;
  QualityState quality;
  MemoryState memory;
  std::vector<std::string> credits;  ///< attributions of the visible layers
  scene::Camera camera;
  scene::Look look = scene::Look::Maquette;
  double frameMilliseconds = 0.0;
  bool isSettled = true;
  bool isModified = false;
  bool canUndo = false;
  bool canRedo = false;
  bool isDark = false;
  bool isFullScreen = false;
  float interfaceScale = 1.0F;  ///< the screen's times the user's
  float userScale = 1.0F;       ///< the user's alone
  int dayOfYear = 172;          ///< of the sun, 1 to 366, in the territory's time zone
  double hourOfDay = 14.0;      ///< 0 to 24
  std::string timeText;         ///< date and time with zone, for people
};

// What the user asked for; engine/app carries it out. Layers are named by their runtime number.
/// Shows or hides a layer.
struct SetLayerVisible {
  scene::LayerId layer;
  bool isVisible;
};
/// Opacity of a layer, 0 to 1; not final while a slider is held.
struct SetLayerOpacity {
  scene::LayerId layer;
  double opacity;
  bool isFinal;
};
/// What the points of a cloud are coloured by.
struct SetPointColour {
  scene::LayerId layer;
  style::PointColour colour;
};
/// Size of a cloud's points over the usual; not final while a slider is held.
struct SetPointSize {
  scene::LayerId layer;
  double size;
  bool isFinal;
};
/// Sets one KEY=VALUE of a layer, as the command line's `set` does.
struct SetLayerValue {
  scene::LayerId layer;
  std::string key;
  std::string value;  ///< empty for the default
};
/// Finds out all that a layer's source holds, for LayerEntry::whole.
struct DescribeLayer {
  scene::LayerId layer;
};
/// Moves a layer up (towards the eye) or down by one place.
struct MoveLayer {
  scene::LayerId layer;
  bool isUp;
};
/// Flies to where a layer is.
struct ZoomToLayer {
  scene::LayerId layer;
};
/// Takes a layer out of the territory; its source stays.
struct RemoveLayer {
  scene::LayerId layer;
};
/// Lets a layer's files be read though they lie outside the territory's folder.
struct AllowLayer {
  scene::LayerId layer;
};
/// Makes the settings of a remedy that a finding of a layer offers.
struct ApplyRemedy {
  scene::LayerId layer;  ///< that the finding is of
  Remedy remedy;
};
/// Maquette or realistic.
struct SetLook {
  scene::Look look;
};
/// Day and local hour that the sun stands for.
struct SetSun {
  int dayOfYear;
  double hourOfDay;
};
/// Light or dark panels.
struct SetTheme {
  bool isDark;
};
/// Of the panels, without the screen's own scale.
struct SetScale {
  float userScale;
};
/// How finely the scene is drawn, or that the program chooses.
struct SetQuality {
  QualityChoice quality;
};
/// How much memory the tiles of the scene may take; 0: the program chooses.
struct SetMemory {
  int mebibytes;
};
/// What the user says to a question.
enum class Answer { Save, Discard, Cancel };
/// Answers the question that is shown.
struct AnswerQuestion {
  Answer answer;
};
/// French or English panels.
struct SetLanguage {
  bool isFrench;
};
/// Opens another territory in this window.
struct OpenTerritory {
  std::filesystem::path path;
};
/// Makes a layer of a file or of a web address, as if it were dropped on the window.
struct AddSource {
  std::filesystem::path source;
};
/// Lists a folder, for ViewModel::listing.
struct ListFolder {
  std::filesystem::path folder;
};
/// Flies to a bookmark.
struct GoToBookmark {
  std::size_t index;
};
/// Keeps the camera under a name.
struct AddBookmark {
  std::string name;
};
/// Forgets a bookmark.
struct RemoveBookmark {
  std::size_t index;
};
/// Takes a notice away.
struct DismissNotice {
  std::size_t index;
};
/// What needs no more than its name.
enum class Command {
  Home,
  FaceNorth,
  LookDown,
  Screenshot,
  FullScreen,
  Undo,
  Redo,
  Save,
  ClearSelection,
  ZoomToSelection,
  Quit
};

using Action =
    std::variant<SetLayerVisible, SetLayerOpacity, SetPointColour, SetPointSize, SetLayerValue, DescribeLayer,
                 MoveLayer, ZoomToLayer, RemoveLayer, AllowLayer, ApplyRemedy, SetLook, SetSun, SetTheme, SetScale,
                 SetLanguage, SetQuality, SetMemory, OpenTerritory, AddSource, ListFolder, GoToBookmark, AddBookmark,
                 RemoveBookmark, DismissNotice, AnswerQuestion, Command>;
using Actions = std::vector<Action>;

}  // namespace belvedere::ui
