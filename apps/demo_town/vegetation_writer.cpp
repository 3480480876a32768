#include "apps/demo_town/vegetation_writer.h"

#include <array>
#include <cmath>
#include <glm/geometric.hpp>

#include "apps/demo_town/random.h"
#include "apps/demo_town/text_file.h"

namespace belvedere::demo {

namespace {

constexpr int kSides = 6;

/// A crown by its section: heights and radii of the lower and the upper ring, for a tree 1 high with a crown 1 in
/// radius.
struct TreeForm {
  double foot, low, lowRadius, high, highRadius;
};
constexpr std::array kForms{TreeForm{0.16, 0.40, 0.96, 0.80, 0.74},   // round
                            TreeForm{0.12, 0.34, 1.00, 0.72, 0.80},   // broad
                            TreeForm{0.10, 0.32, 0.78, 0.80, 0.62}};  // upright
constexpr std::array kGreens{Rgb{112, 136, 74}, Rgb{98, 124, 66}, Rgb{128, 142, 86}};
constexpr Rgb kTrunk{104, 88, 70};

/// Vertices: 2 rings of the crown, its top and its foot, then the trunk's two triangles.
void writeVertices(TextFile& file, const TreeForm& form, std::uint64_t seed) {
  Random random(seed);
  const auto point = [&](double angle, double radius, double height) {
    file << '[';
    file.fixed(std::cos(angle) * radius, 4) << ',';
    file.fixed(std::sin(angle) * radius, 4) << ',';
    file.fixed(height, 4) << ']';
  };
  for (const bool isHigh : {false, true}) {
    for (int side = 0; side < kSides; ++side) {
      const double angle = 2.0 * M_PI * (side + (isHigh ? 0.5 : 0.0)) / kSides;
      const double radius = (isHigh ? form.highRadius : form.lowRadius) * random.between(0.86, 1.06);
      point(angle, radius, (isHigh ? form.high : form.low) + random.between(-0.04, 0.04));
      file << ',';
    }
  }
  point(0.0, 0.15, 1.0);
  file << ',';
  point(0.0, 0.0, form.foot);
  for (const double height : {0.0, form.low}) {
    for (int side = 0; side < 3; ++side) {
      file << ',';
      point(2.0 * M_PI * side / 3, 0.07, height);
    }
  }
}

constexpr int kVertices = 2 * kSides + 2 + 6;

void writeTemplate(TextFile& file, int first, std::size_t green) {
  file << "{\"type\":\"MultiSurface\",\"lod\":\"2\",\"boundaries\":[";
  std::string materials;
  const auto triangle = [&](int a, int b, int c, std::size_t material) {
    file << (materials.empty() ? "[[" : ",[[") << first + a << ',' << first + b << ',' << first + c << "]]";
    materials += (materials.empty() ? "" : ",") + std::to_string(material);
  };
  constexpr int kTop = 2 * kSides;
  for (int side = 0; side < kSides; ++side) {
    const int next = (side + 1) % kSides;
    triangle(side, next, kSides + side, green);
    triangle(next, kSides + next, kSides + side, green);
    triangle(kSides + side, kSides + next, kTop, green);
    triangle(next, side, kTop + 1, green);
  }
  for (int side = 0; side < 3; ++side) {
    const int a = kTop + 2 + side;
    const int b = kTop + 2 + (side + 1) % 3;
    triangle(a, b, a + 3, kGreens.size());
    triangle(b, b + 3, a + 3, kGreens.size());
  }
  file << "],\"material\":{\"couleurs\":{\"values\":[" << materials << "]}}}";
}

void writeTemplates(TextFile& file) {
  file << "\"geometry-templates\":{\"templates\":[\n";
  for (std::size_t i = 0; i < kForms.size() * kGreens.size(); ++i) {
    file << (i > 0 ? ",\n" : "");
    writeTemplate(file, static_cast<int>(i / kGreens.size()) * kVertices, i % kGreens.size());
  }
  file << "],\n\"vertices-templates\":[\n";
  for (std::size_t i = 0; i < kForms.size(); ++i) {
    file << (i > 0 ? ",\n" : "");
    writeVertices(file, kForms[i], 11 + i);
  }
  file << "]},\n\"appearance\":{\"default-theme-material\":\"couleurs\",\"materials\":[";
  for (std::size_t i = 0; i <= kGreens.size(); ++i) {
    const Rgb colour = i < kGreens.size() ? kGreens[i] : kTrunk;
    file << (i > 0 ? "," : "") << "{\"name\":\"" << (i < kGreens.size() ? "feuillage-" : "tronc-") << i
         << "\",\"diffuseColor\":[";
    for (std::size_t c = 0; c < 3; ++c) {
      file.fixed(colour[c] / 255.0, 3) << (c < 2 ? "," : "]}");
    }
  }
  file << "]},\n";
}

double heightOf(const Tree& tree, Random& random) {
  const double slender = tree.species == 8 ? 1.7 : 2.5;  // plum trees are kept low
  return tree.crownRadius * slender * random.between(0.88, 1.15) + 1.2;
}

}  // namespace

Status writeVegetation(const std::filesystem::path& path, const TownPlan& plan, const std::vector<Tree>& trees) {
  constexpr double kReachMetres = 1250.0;  // beyond, the orthophoto's trees do
  auto opened = TextFile::create(path);
  if (!opened) {
    return tl::unexpected(opened.error());
  }
  TextFile& file = *opened;
  const glm::dvec3 origin(std::floor(plan.low.x), std::floor(plan.low.y), 0.0);
  file << "{\"type\":\"CityJSON\",\"version\":\"2.0\",\"transform\":{\"scale\":[0.001,0.001,0.001],\"translate\":[";
  file.fixed(origin.x, 3) << ',';
  file.fixed(origin.y, 3) << ",0]},\n\"metadata\":{\"title\":\"Arbres\",\"referenceSystem\":"
                             "\"https://www.opengis.net/def/crs/EPSG/0/5698\"},\n";
  writeTemplates(file);
  file << "\"CityObjects\":{";
  std::string vertices;
  std::size_t count = 0;
  Random random(mixSeeds(plan.seed, 90));
  for (const Tree& tree : trees) {
    if (glm::distance(tree.place, plan.centre) > kReachMetres * plan.scale) {
      continue;
    }
    const double height = heightOf(tree, random);
    const double turn = random.between(0.0, 2.0 * M_PI);
    const double c = std::cos(turn) * tree.crownRadius;
    const double s = std::sin(turn) * tree.crownRadius;
    const std::size_t form = tree.species == 6 ? 2 : tree.species == 8 ? 0 : static_cast<std::size_t>(tree.species) % 3;
    const std::size_t shape = form * kGreens.size() + static_cast<std::size_t>(random.integer(0, 2));
    file << (count > 0 ? ",\n" : "\n") << "\"ARBRE-" << count + 1
         << "\":{\"type\":\"SolitaryVegetationObject\",\"attributes\":{\"essence\":"
         << jsonText(speciesOf(tree.species).french) << ",\"hauteur\":";
    file.fixed(height, 1) << ",\"domaine\":\"" << (tree.isPublic ? "Public" : "Privé")
                          << "\"},\"geometry\":[{\"type\":\"GeometryInstance\",\"template\":" << shape
                          << ",\"boundaries\":[" << count << "],\"transformationMatrix\":[";
    file.fixed(c, 3) << ',';
    file.fixed(-s, 3) << ",0,0,";
    file.fixed(s, 3) << ',';
    file.fixed(c, 3) << ",0,0,0,0,";
    file.fixed(height, 3) << ",0,0,0,0,1]}]}";
    vertices += (count > 0 ? ",\n[" : "\n[") + std::to_string(std::llround((tree.place.x - origin.x) * 1000.0)) + "," +
                std::to_string(std::llround((tree.place.y - origin.y) * 1000.0)) + "," +
                std::to_string(std::llround((plan.relief.heightAt(tree.place) - 0.1) * 1000.0)) + "]";
    ++count;
  }
  file << "\n},\n\"vertices\":[" << vertices << "\n]}\n";
  return file.close();
}

}  // namespace belvedere::demo
