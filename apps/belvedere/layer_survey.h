#pragma once

#include <optional>
#include <string>
#include <vector>

#include "apps/belvedere/command.h"
#include "apps/belvedere/description_output.h"

namespace belvedere::app {

/// What one layer of a territory turned out to hold.
struct LayerSurvey {
  scene::Layer layer;
  std::optional<model::SourceDescription> description;  ///< nothing where the source could not be read
  Diagnostics findings;                                 ///< of reading it, and why it could not be read or placed
  Findings examined;                                    ///< of the datum doctor
};

/// Every layer of a territory, opened and read once.
struct TerritorySurvey {
  scene::LoadedTerritory loaded;
  std::vector<LayerSurvey> layers;
  geo::Bounds2 extent;  ///< of all layers, in the territory's CRS
};

/// How closely a survey looks at each layer.
enum class SurveyDepth {
  Described,  ///< opened, its objects counted
  Read        ///< read as a view reads it, all pixels too, so that damage is found wherever it is
};

/// Surveys every layer. Fails where the territory cannot be read, consent is missing, or on a stop; a layer
/// that fails is a finding.
Result<TerritorySurvey> surveyTerritory(CommandContext& context, const std::string& path,
                                        const std::vector<std::string>& allowed, SurveyDepth depth);

/// JSON in the shape of descriptionJson() for the territory as a whole, with the layers one by one.
std::string surveyJson(const TerritorySurvey& survey, const std::string& path);

/// For people: the territory, then each layer with its findings.
void printSurvey(Console& console, const TerritorySurvey& survey, const std::string& path, AttributeList attributes);

}  // namespace belvedere::app
