#include "engine/model/point_classes.h"

#include <array>

#include "engine/core/message.h"

namespace belvedere::model {
namespace {

struct PointClass {
  std::uint8_t number;
  std::string_view name;
  glm::u8vec3 colour;
};

constexpr std::array<PointClass, 25> kClasses{{{0, N_("Never classified"), {172, 172, 168}},
                                               {1, N_("Unclassified"), {154, 160, 166}},
                                               {2, N_("Ground"), {176, 134, 88}},
                                               {3, N_("Low vegetation"), {178, 205, 116}},
                                               {4, N_("Medium vegetation"), {118, 176, 78}},
                                               {5, N_("High vegetation"), {56, 128, 62}},
                                               {6, N_("Building"), {222, 106, 74}},
                                               {7, N_("Low noise"), {214, 72, 190}},
                                               {8, N_("Model key point"), {134, 98, 58}},
                                               {9, N_("Water"), {66, 140, 208}},
                                               {10, N_("Rail"), {122, 92, 158}},
                                               {11, N_("Road surface"), {104, 106, 112}},
                                               {12, N_("Overlap"), {206, 196, 150}},
                                               {13, N_("Wire guard"), {240, 196, 60}},
                                               {14, N_("Wire conductor"), {240, 168, 40}},
                                               {15, N_("Transmission tower"), {200, 120, 30}},
                                               {16, N_("Wire connector"), {228, 140, 90}},
                                               {17, N_("Bridge deck"), {186, 78, 96}},
                                               {18, N_("High noise"), {246, 96, 214}},
                                               {19, N_("Overhead structure"), {150, 110, 120}},
                                               {64, N_("Perennial structure above ground"), {140, 132, 190}},
                                               {65, N_("Artefact"), {230, 80, 130}},
                                               {66, N_("Virtual point"), {110, 196, 196}},
                                               {67, N_("Miscellaneous, built"), {196, 150, 130}},
                                               {20, N_("Ignored ground"), {146, 116, 88}}}};

// Of classes that have no colour of their own; neighbours differ.
constexpr std::array<glm::u8vec3, 8> kOthers{{{86, 168, 190},
                                              {206, 150, 84},
                                              {150, 130, 198},
                                              {196, 110, 132},
                                              {122, 170, 122},
                                              {206, 190, 96},
                                              {110, 130, 186},
                                              {170, 150, 132}}};

const PointClass* find(std::uint8_t classification) {
  for (const PointClass& known : kClasses) {
    if (known.number == classification) {
      return &known;
    }
  }
  return nullptr;
}

}  // namespace

std::string_view pointClassName(std::uint8_t classification) {
  const PointClass* known = find(classification);
  return known != nullptr ? known->name : std::string_view();
}

glm::u8vec3 pointClassColour(std::uint8_t classification) {
  const PointClass* known = find(classification);
  return known != nullptr ? known->colour : kOthers[classification % kOthers.size()];
}

}  // namespace belvedere::model
