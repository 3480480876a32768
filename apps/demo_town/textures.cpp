#include "apps/demo_town/textures.h"

#include <algorithm>
#include <cmath>

#include "apps/demo_town/noise.h"
#include "apps/demo_town/random.h"

namespace belvedere::demo {

namespace {

std::size_t cell(int x, int y, int size) {
  return static_cast<std::size_t>(y & (size - 1)) * static_cast<std::size_t>(size) +
         static_cast<std::size_t>(x & (size - 1));
}

std::vector<float> whiteNoise(int size, Random& random) {
  std::vector<float> texels(static_cast<std::size_t>(size) * static_cast<std::size_t>(size));
  for (float& texel : texels) {
    texel = static_cast<float>(random.between(-1.0, 1.0));
  }
  return texels;
}

/// Value noise whose lattice repeats with the texture.
std::vector<float> seamlessClouds(int size, int coarsest, Random& random) {
  std::vector<float> texels(static_cast<std::size_t>(size) * static_cast<std::size_t>(size), 0.0F);
  float strength = 0.5F;
  for (int lattice = coarsest; lattice < size; lattice *= 2, strength *= 0.62F) {
    const std::vector<float> corners = whiteNoise(lattice, random);
    const double step = static_cast<double>(lattice) / size;
    for (int y = 0; y < size; ++y) {
      for (int x = 0; x < size; ++x) {
        const int cx = static_cast<int>(x * step);
        const int cy = static_cast<int>(y * step);
        const auto u = static_cast<float>(smoothStep(0, 1, x * step - cx));
        const auto v = static_cast<float>(smoothStep(0, 1, y * step - cy));
        const float top = std::lerp(corners[cell(cx, cy, lattice)], corners[cell(cx + 1, cy, lattice)], u);
        const float bottom = std::lerp(corners[cell(cx, cy + 1, lattice)], corners[cell(cx + 1, cy + 1, lattice)], u);
        texels[cell(x, y, size)] += strength * std::lerp(top, bottom, v);
      }
    }
  }
  return texels;
}

struct Canopy {
  std::vector<float> heights, species;
};

Canopy scatterCrowns(int size, double texelMetres, Random& random) {
  const auto count = static_cast<std::size_t>(size) * static_cast<std::size_t>(size);
  Canopy canopy{std::vector<float>(count, 0.0F), std::vector<float>(count, 0.5F)};
  const double side = size * texelMetres;
  const int trees = static_cast<int>(side * side / 22.0);
  for (int i = 0; i < trees; ++i) {
    const double radius = random.between(1.8, 4.6);
    const double base = random.between(0.0, 5.0) + radius;
    const auto kind = static_cast<float>(random.unit());
    const double cx = random.unit() * size;
    const double cy = random.unit() * size;
    const int reach = static_cast<int>(radius / texelMetres) + 1;
    for (int dy = -reach; dy <= reach; ++dy) {
      for (int dx = -reach; dx <= reach; ++dx) {
        const double r = std::hypot(dx, dy) * texelMetres / radius;
        if (r >= 1.0) {
          continue;
        }
        const auto height = static_cast<float>(base + radius * 1.1 * std::sqrt(1.0 - r * r) + 0.35 * random.bell());
        const std::size_t texel = cell(static_cast<int>(cx) + dx, static_cast<int>(cy) + dy, size);
        if (height > canopy.heights[texel]) {
          canopy.heights[texel] = height;
          canopy.species[texel] = kind;
        }
      }
    }
  }
  return canopy;
}

/// Light from the south-south-east, where the sun stands on aerial surveys.
std::vector<float> litFromSouth(const std::vector<float>& heights, int size, double texelMetres) {
  std::vector<float> light(heights.size());
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x) {
      const double east = (heights[cell(x + 1, y, size)] - heights[cell(x - 1, y, size)]) / (2.0 * texelMetres);
      const double south = (heights[cell(x, y + 1, size)] - heights[cell(x, y - 1, size)]) / (2.0 * texelMetres);
      const double lit = (0.72 - 0.25 * east - 0.60 * south) / std::sqrt(1.0 + east * east + south * south);
      const double depth = std::clamp(heights[cell(x, y, size)] / 8.0, 0.35, 1.0);
      light[cell(x, y, size)] = static_cast<float>((0.35 + 0.75 * std::clamp(lit, 0.0, 1.3)) * depth);
    }
  }
  return light;
}

}  // namespace

Texture::Texture(std::vector<float> texels, int size, double texelMetres) : size_(size), texelMetres_(texelMetres) {
  levels_.push_back({size, 256.0 / texelMetres, std::move(texels)});
  while (levels_.back().size > 8) {
    const Level& fine = levels_.back();
    Level coarse{fine.size / 2, fine.scale * 0.5, {}};
    coarse.texels.resize(static_cast<std::size_t>(coarse.size) * static_cast<std::size_t>(coarse.size));
    for (int y = 0; y < coarse.size; ++y) {
      for (int x = 0; x < coarse.size; ++x) {
        coarse.texels[cell(x, y, coarse.size)] =
            0.25F *
            (fine.texels[cell(2 * x, 2 * y, fine.size)] + fine.texels[cell(2 * x + 1, 2 * y, fine.size)] +
             fine.texels[cell(2 * x, 2 * y + 1, fine.size)] + fine.texels[cell(2 * x + 1, 2 * y + 1, fine.size)]);
      }
    }
    levels_.push_back(std::move(coarse));
  }
}

int Texture::levelFor(double pixelMetres) const {
  const int wanted = static_cast<int>(std::floor(std::log2(std::max(1.0, pixelMetres / texelMetres_)) + 0.3));
  return std::min(wanted, static_cast<int>(levels_.size()) - 1);
}

Textures Textures::make(std::uint64_t seed) {
  constexpr int kSize = 512;
  constexpr double kCrownTexel = 0.5;
  Random random(mixSeeds(seed, 30));
  std::vector<float> clouds = seamlessClouds(kSize, 4, random);
  std::vector<float> grain = whiteNoise(kSize, random);
  const Canopy canopy = scatterCrowns(kSize, kCrownTexel, random);
  return {Texture(std::move(clouds), kSize, 0.5), Texture(std::move(grain), kSize, 0.4),
          Texture(litFromSouth(canopy.heights, kSize, kCrownTexel), kSize, kCrownTexel),
          Texture(canopy.species, kSize, kCrownTexel)};
}

}  // namespace belvedere::demo
