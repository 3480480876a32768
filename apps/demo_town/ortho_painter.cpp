#include "apps/demo_town/ortho_painter.h"

#include <cmath>
#include <glm/geometric.hpp>

namespace belvedere::demo {

namespace {

/// Texture lookups at the picture's resolution.
class Look {
 public:
  Look(const Textures& textures, double pixelMetres)
      : textures_(textures),
        pixel_(pixelMetres),
        clouds_(textures.clouds.levelFor(pixelMetres)),
        grain_(textures.grain.levelFor(pixelMetres)),
        crowns_(textures.crowns.levelFor(pixelMetres)) {}

  float clouds(Vec2 p, double scale = 1.0) const { return textures_.clouds.at(p * scale, clouds_); }
  float grain(Vec2 p) const { return textures_.grain.nearest(p, grain_); }
  float crowns(Vec2 p) const { return textures_.crowns.at(p, crowns_); }
  float species(Vec2 p) const { return textures_.species.at(p, crowns_); }
  /// -1 to 1 across stripes of the given spacing; fades where stripes are finer than pixels.
  float stripes(double across, double spacing) const {
    const double fade = std::clamp((spacing / pixel_ - 1.5) / 2.0, 0.0, 1.0);
    const double turns = across / spacing;
    const double part = 2.0 * (turns - std::floor(turns)) - 1.0;  // two parabolas pass for a sine here
    return static_cast<float>(4.0 * part * (std::abs(part) - 1.0) * fade);
  }

 private:
  const Textures& textures_;
  double pixel_;
  int clouds_, grain_, crowns_;
};

Vec2 axisOf(const PaintItem& item) { return {item.axis.x, item.axis.y}; }

/// Shifts a place so that neighbours do not show the same patch of a texture.
Vec2 shifted(const PaintItem& item, Vec2 p) {
  return p + Vec2(static_cast<double>(item.seed % 997), static_cast<double>(item.seed / 997 % 991)) * 1.7;
}

Tone cropTone(const PaintItem& item, const Look& look, Vec2 p) {
  const Vec2 q = shifted(item, p);
  const double across = glm::dot(p, leftOf(axisOf(item)));
  const float patches = look.clouds(q, 0.35) * 0.7F + look.clouds(q, 1.3) * 0.3F;
  Tone tone = item.tone * (1.0F + 0.10F * patches);
  tone *= 1.0F + 0.05F * look.stripes(across, item.detail) + 0.035F * look.grain(q);
  // Tramlines of the sprayer.
  const double tram = across - 21.0 * std::floor(across / 21.0);
  if (tram < 0.9 || (tram > 1.8 && tram < 2.5)) {
    tone *= 0.93F;
  }
  return tone;
}

Tone meadowTone(const PaintItem& item, const Look& look, Vec2 p) {
  const Vec2 q = shifted(item, p);
  const float patches = look.clouds(q, 0.5) * 0.6F + look.clouds(q, 2.3) * 0.4F;
  Tone tone = item.tone * (1.0F + 0.13F * patches + 0.06F * look.grain(q));
  tone.x += 12.0F * patches;
  if (item.detail > 0.0F) {
    tone *= 1.0F + 0.03F * look.stripes(glm::dot(p, leftOf(axisOf(item))), item.detail);
  }
  return tone;
}

Tone woodTone(const PaintItem& item, const Look& look, Vec2 p) {
  const float light = look.crowns(p) * (0.92F + 0.16F * look.clouds(shifted(item, p), 0.4));
  const float kind = look.species(p);
  const Tone green = glm::mix(Tone(62, 88, 48), Tone(98, 112, 58), kind) + (item.tone - Tone(128.0F)) * 0.25F;
  return green * (0.25F + 0.95F * light) + 3.0F * look.grain(p);
}

Tone gardenTone(const PaintItem& item, const Look& look, Vec2 p) {
  const Vec2 q = shifted(item, p);
  const float patches = look.clouds(q, 2.0);
  Tone tone = item.tone * (1.0F + 0.10F * patches + 0.07F * look.grain(q));
  const float dry = glm::smoothstep(0.15F, 0.5F, look.clouds(q * 1.0 + Vec2(71, 33), 3.1));
  return glm::mix(tone, Tone(142, 136, 96), dry * 0.35F);
}

Tone vegetableTone(const PaintItem& item, const Look& look, Vec2 p) {
  const Vec2 axis = axisOf(item);
  const double u = glm::dot(p, axis) / 9.0;
  const double v = glm::dot(p, leftOf(axis)) / 4.5;
  const auto bed = mixSeeds(static_cast<std::uint64_t>(static_cast<std::int64_t>(std::floor(u))) * 7919 + item.seed,
                            static_cast<std::uint64_t>(static_cast<std::int64_t>(std::floor(v))));
  const auto kind = static_cast<float>(unitFrom(bed));
  Tone tone = kind < 0.35F ? Tone(128, 104, 78) : kind < 0.8F ? Tone(92, 112, 62) : Tone(150, 146, 110);
  if (u - std::floor(u) < 0.08 || v - std::floor(v) < 0.12) {
    tone = Tone(152, 140, 112);
  }
  return tone * (1.0F + 0.08F * look.grain(p) + 0.06F * look.stripes(glm::dot(p, leftOf(axis)), 1.1));
}

Tone waterTone(const PaintItem& item, const Look& look, Vec2 p) {
  const float slow = look.clouds({p.x * 0.35, p.y * 1.2});
  return item.tone * (1.0F + 0.10F * slow + 0.025F * look.grain(p));
}

Tone roofTone(const PaintItem& item, const Look& look, Vec2 p, double spacing, float contrast) {
  const double across = glm::dot(p, leftOf(axisOf(item)));
  return item.tone * (1.0F + contrast * look.stripes(across, spacing) + 0.06F * look.clouds(shifted(item, p), 4.0) +
                      0.05F * look.grain(p));
}

Tone crownTone(const PaintItem& item, const Look& look, Vec2 p, Vec2 centre) {
  const Vec2 r = (p - centre) / static_cast<double>(item.halfWidth);
  const auto lit = static_cast<float>(0.86 + 0.20 * r.x - 0.42 * r.y - 0.25 * glm::dot(r, r));
  return item.tone * (lit + 0.22F * look.grain(p));
}

Tone shadeOf(const PaintItem& item, const Look& look, Vec2 p, Vec2 centre) {
  switch (item.material) {
    case Material::Flat:
      return item.tone * (1.0F + 0.03F * look.grain(p));
    case Material::Asphalt:
      return item.tone * (1.0F + 0.07F * look.clouds(p, 0.8) + 0.04F * look.grain(p));
    case Material::Paving:
      return item.tone * (1.0F + 0.05F * look.clouds(p, 1.7) + 0.05F * look.grain(p));
    case Material::Cobbles:
      return item.tone * (1.0F + 0.08F * look.clouds(p, 2.3) + 0.08F * look.grain(p * 1.3));
    case Material::Dirt:
      return item.tone * (1.0F + 0.14F * look.clouds(p, 2.0) + 0.07F * look.grain(p));
    case Material::Gravel:
      return item.tone * (1.0F + 0.06F * look.clouds(p, 1.2) + 0.09F * look.grain(p));
    case Material::Lawn:
      return item.tone * (1.0F + 0.09F * look.clouds(shifted(item, p), 1.4) + 0.05F * look.grain(p));
    case Material::Meadow:
      return meadowTone(item, look, p);
    case Material::Crop:
      return cropTone(item, look, p);
    case Material::Wood:
      return woodTone(item, look, p);
    case Material::Garden:
      return gardenTone(item, look, p);
    case Material::Vegetables:
      return vegetableTone(item, look, p);
    case Material::Hedge:
      return item.tone * (0.62F + 0.5F * look.crowns(p * 1.9));
    case Material::Water:
      return waterTone(item, look, p);
    case Material::Ballast:
      return item.tone * (1.0F + 0.10F * look.grain(p) + 0.05F * look.clouds(p, 1.0));
    case Material::Stripes:
      return item.tone * (1.0F + 0.05F * (look.stripes(glm::dot(p, axisOf(item)), item.detail) > 0.0F ? 1.0F : -1.0F) +
                          0.03F * look.grain(p));
    case Material::Tiles:
      return roofTone(item, look, p, 0.95, 0.05F);
    case Material::Ribs:
      return roofTone(item, look, p, 2.4, 0.035F);
    case Material::Shadow:
      return item.tone;
    case Material::Crown:
      return crownTone(item, look, p, centre);
  }
  return item.tone;
}

void paintItem(Canvas& canvas, const PaintList& list, const PaintItem& item, const Look& look) {
  const std::span<const Vec2> points = list.pointsOf(item);
  const auto shade = [&](Vec2 p) { return shadeOf(item, look, p, points[0]); };
  if (!item.isLine) {
    canvas.fill(points, item.opacity, shade);
  } else if (points.size() == 1) {
    canvas.disc(points[0], item.halfWidth, item.opacity, shade);
  } else {
    const Box bounds = canvas.bounds();
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
      Box box;
      box.add(points[i]);
      box.add(points[i + 1]);
      box.grow(item.halfWidth + canvas.pixelMetres());
      if (box.overlaps(bounds)) {
        canvas.segment(points[i], points[i + 1], item.halfWidth, item.isRound, item.opacity, shade);
      }
    }
  }
}

}  // namespace

void paint(Canvas& canvas, const PaintList& list, std::span<const std::uint32_t> items, const Textures& textures) {
  const Look look(textures, canvas.pixelMetres());
  for (const std::uint32_t index : items) {
    paintItem(canvas, list, list.items()[index], look);
  }
}

}  // namespace belvedere::demo
