#include "apps/demo_town/building_facts.h"

#include "apps/demo_town/text_file.h"

namespace belvedere::demo {

namespace {

const char* ownerName(Owner owner) {
  switch (owner) {
    case Owner::Private:
      return "Privé";
    case Owner::Municipal:
      return "Commune";
    case Owner::SocialHousing:
      return "Bailleur social";
    case Owner::Company:
      return "Entreprise";
    case Owner::State:
      return "État et établissements publics";
  }
  return "Privé";
}

const char* roofingOf(const Building& building) {
  if (building.roofType == RoofType::Flat) {
    return building.roofColour[1] > building.roofColour[0] ? "Toiture végétalisée" : "Étanchéité gravillonnée";
  }
  if (building.use == Use::Warehouse || building.use == Use::Workshop || building.use == Use::Sports) {
    return "Bac acier";
  }
  return building.roofColour[0] > building.roofColour[2] + 20 ? "Tuile" : "Ardoise";
}

}  // namespace

const std::vector<Code>& useCodes() {
  static const std::vector<Code> kCodes{{"1000", "Maison individuelle"},
                                        {"1010", "Maison de ville"},
                                        {"1020", "Immeuble de logements"},
                                        {"1030", "Logements et commerce"},
                                        {"1040", "Annexe"},
                                        {"1070", "Bâtiment agricole"},
                                        {"1110", "Atelier"},
                                        {"1120", "Entrepôt"},
                                        {"1130", "Supermarché"},
                                        {"1140", "Bureaux et services"},
                                        {"1210", "Enseignement"},
                                        {"1220", "Petite enfance"},
                                        {"1230", "Mairie"},
                                        {"1240", "Édifice religieux"},
                                        {"1250", "Gare"},
                                        {"1260", "Équipement sportif"},
                                        {"1270", "Médiathèque"},
                                        {"1280", "Santé"},
                                        {"1310", "Château d’eau"},
                                        {"1320", "Silo"},
                                        {"1330", "Halle"},
                                        {"1340", "Centre de secours"},
                                        {"1350", "Hôtel"}};
  return kCodes;
}

const Code& codeOf(Use use) { return useCodes()[static_cast<std::size_t>(use)]; }

const std::vector<Code>& roofCodes() {
  static const std::vector<Code> kCodes{
      {"1000", "Toit plat"},  {"1010", "Toit à un pan"},    {"1030", "Toit à deux pans"}, {"1040", "Toit à croupes"},
      {"1060", "Toit brisé"}, {"1070", "Toit en pavillon"}, {"1100", "Toit à redents"},   {"1080", "Toit conique"}};
  return kCodes;
}

const Code& codeOf(RoofType type) { return roofCodes()[static_cast<std::size_t>(type)]; }

std::string streetOf(const Building& building, const TownPlan& plan) {
  return building.street >= 0 ? plan.streets[static_cast<std::size_t>(building.street)].name : std::string();
}

std::vector<Fact> factsOf(const Building& building, const TownPlan& plan) {
  std::vector<Fact> facts;
  facts.push_back({"commune", Fact::Kind::Text, plan.name});
  facts.push_back({"quartier", Fact::Kind::Text, plan.quarters[static_cast<std::size_t>(building.quarter)].name});
  facts.push_back({"proprietaire", Fact::Kind::Text, ownerName(building.owner)});
  facts.push_back({"materiau_toiture", Fact::Kind::Text, roofingOf(building)});
  facts.push_back({"surface_emprise", Fact::Kind::Measure, fixedText(building.footprintSquareMetres, 1), "m2"});
  if (building.dwellings > 0) {
    facts.push_back({"logements", Fact::Kind::Integer, std::to_string(building.dwellings)});
  }
  if (building.energyClass != 0) {
    facts.push_back({"classe_dpe", Fact::Kind::Text, std::string(1, building.energyClass)});
    facts.push_back({"consommation_energie", Fact::Kind::Measure, fixedText(building.energyUse, 0), "kWh/m2/an"});
  }
  return facts;
}

}  // namespace belvedere::demo
