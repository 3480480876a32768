#include "apps/demo_town/names.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace belvedere::demo {

namespace {

using Words = std::vector<std::string_view>;

const Words kCore{"de l’Église",      "du Marché",       "des Tanneurs",     "des Drapiers",        "du Four-Banal",
                  "de la Halle",      "des Orfèvres",    "du Puits",         "des Lavandières",     "de la Tour",
                  "du Rempart",       "des Boulangers",  "du Chapitre",      "de la Monnaie",       "des Potiers",
                  "de l’Abreuvoir",   "du Vieux-Moulin", "des Cordiers",     "de la Fontaine",      "du Cloître",
                  "des Tisserands",   "de la Poterne",   "du Grenier-à-Sel", "des Chaudronniers",   "de la Pêcherie",
                  "des Charpentiers", "du Beffroi",      "des Bateliers",    "de la Vieille-Porte", "des Étuves",
                  "du Pressoir",      "des Maréchaux",   "de la Cloche",     "du Pilori",           "des Trois-Degrés",
                  "de l’Horloge",     "des Vanniers",    "du Couvent",       "de la Prévôté",       "du Colombier"};
const Words kFaubourg{"de la République", "de la Gare",     "des Écoles",       "de la Liberté",    "du Pâtis",
                      "de l’Hôpital",     "des Forges",     "de la Faïencerie", "de la Paix",       "des Jardins",
                      "du Haut-Fourneau", "de la Tuilerie", "des Abattoirs",    "de la Scierie",    "du Pont-Rouge",
                      "de la Sablière",   "des Vignerons",  "du Clos",          "de la Filature",   "de l’Usine",
                      "de la Brasserie",  "des Cheminots",  "du Lavoir",        "de la Croix",      "du Calvaire",
                      "des Capucins",     "de la Corderie", "du Faubourg",      "de la Caserne",    "des Remparts",
                      "de la Mutualité",  "du Progrès",     "de l’Avenir",      "du Onze-Novembre", "de la Fraternité"};
const Words kHousing{"des Mirabelliers", "des Charmes",       "des Érables",     "des Tilleuls",   "des Acacias",
                     "des Bouleaux",     "des Lilas",         "des Mésanges",    "des Alouettes",  "des Coquelicots",
                     "des Bleuets",      "des Primevères",    "des Merisiers",   "des Noisetiers", "des Églantiers",
                     "des Pinsons",      "des Rouges-Gorges", "des Hirondelles", "des Fauvettes",  "des Genêts",
                     "des Sorbiers",     "des Cerisiers",     "des Noyers",      "des Peupliers",  "des Saules",
                     "des Aubépines",    "des Jonquilles",    "des Violettes",   "des Pruniers",   "des Quetschiers",
                     "des Châtaigniers", "des Hêtres",        "des Frênes",      "des Cormiers",   "des Chardonnerets",
                     "des Grives",       "des Verdiers",      "des Bruyères",    "des Anémones",   "des Pervenches",
                     "du Clos-Fleuri",   "de la Combe",       "du Coteau",       "de Bellevue",    "de la Côte",
                     "du Haut-Bois",     "des Prés-Verts",    "de la Source",    "du Verger",      "des Quatre-Vents"};
const Words kNewQuarter{"des Libellules", "de la Roselière",      "des Joncs",          "du Héron",
                        "des Iris",       "de la Prairie",        "des Nénuphars",      "des Aulnes",
                        "de l’Écluse",    "des Castors",          "de la Biodiversité", "des Énergies",
                        "du Soleil",      "de la Canopée",        "des Lucioles",       "de la Noue",
                        "du Ruisseau",    "des Martins-Pêcheurs", "de l’Ancienne-Gare", "des Halages"};
const Words kIndustry{"de l’Artisanat", "de l’Industrie", "des Métiers",      "du Commerce",  "de l’Innovation",
                      "des Compagnons", "de l’Europe",    "de la Logistique", "des Fondeurs", "du Triage"};
const Words kCountry{"des Vignes",          "de la Haie",     "du Bois",        "du Moulin",         "des Grands-Prés",
                     "de la Croix-Blanche", "du Fond-de-Vau", "de la Grange",   "des Bergers",       "de l’Étang",
                     "de la Marne",         "des Carrières",  "du Gué",         "des Longues-Raies", "de la Chapelle",
                     "du Haut-Chemin",      "des Essarts",    "de la Louvière", "du Chêne",          "de la Garenne"};

const Words& wordsOf(StreetNaming naming) {
  switch (naming) {
    case StreetNaming::Core:
      return kCore;
    case StreetNaming::Faubourg:
      return kFaubourg;
    case StreetNaming::Housing:
      return kHousing;
    case StreetNaming::NewQuarter:
      return kNewQuarter;
    case StreetNaming::Industry:
      return kIndustry;
    case StreetNaming::Country:
      return kCountry;
  }
  return kCore;
}

Words kindsOf(StreetNaming naming) {
  switch (naming) {
    case StreetNaming::Core:
      return {"Rue", "Rue", "Rue", "Ruelle", "Passage"};
    case StreetNaming::Faubourg:
      return {"Rue", "Rue", "Rue", "Avenue"};
    case StreetNaming::Housing:
      return {"Rue", "Rue", "Allée", "Impasse", "Clos"};
    case StreetNaming::NewQuarter:
      return {"Rue", "Allée", "Mail", "Venelle"};
    case StreetNaming::Industry:
      return {"Rue", "Avenue"};
    case StreetNaming::Country:
      return {"Chemin", "Chemin", "Route", "Sentier"};
  }
  return {"Rue"};
}

}  // namespace

std::string townName(std::uint64_t seed, std::size_t number) {
  if (number == 0) {
    return "Valbourg-sur-Vernelle";
  }
  static const Words kFirst{"Aubre",  "Bréhé", "Clair",  "Dom",   "Fresne", "Gondre", "Havri",
                            "Jaille", "Luze",  "Marin",  "Novi",  "Orme",   "Pierre", "Ravi",
                            "Sarbé",  "Tanté", "Vaudre", "Xermo", "Vigne",  "Haut"};
  static const Words kLast{"court", "ville", "mont", "val", "bourg", "fontaine", "champ", "ménil", "rupt", "vaux"};
  static const Words kAfter{"", "", "", "-le-Haut", "-la-Grande", "-aux-Bois", "-lès-Prés", "-sous-Côtes"};
  Random random(mixSeeds(seed, 77 + number));
  return std::string(kFirst[(number * 7 + seed) % kFirst.size()]) + std::string(random.pick(kLast)) +
         std::string(random.pick(kAfter));
}

std::string riverName(int row) {
  static const Words kRivers{"la Vernelle", "l’Auzotte", "la Sarbe", "le Rupt-Noir",
                             "la Mérette",  "l’Esselle", "le Brunel"};
  return std::string(kRivers[static_cast<std::size_t>(row) % kRivers.size()]);
}

std::string StreetNames::next(StreetNaming naming) {
  const Words& words = wordsOf(naming);
  const Words kinds = kindsOf(naming);
  for (int attempt = 0; attempt < 200; ++attempt) {
    const std::string_view word = random_.pick(words);
    std::string name = std::string(random_.pick(kinds)) + " " + std::string(word);
    const bool isWordUsed = std::any_of(used_.begin(), used_.end(), [&](const std::string& other) {
      return attempt < 120 ? other.ends_with(word) : other == name;
    });
    if (!isWordUsed) {
      used_.push_back(name);
      return name;
    }
  }
  return "Rue n° " + std::to_string(used_.size() + 1);
}

}  // namespace belvedere::demo
