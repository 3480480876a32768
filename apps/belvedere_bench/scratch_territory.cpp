#include "apps/belvedere_bench/scratch_territory.h"

#include <cstdlib>

namespace belvedere::bench {

std::filesystem::path programBeside(const BenchOptions& options) { return options.self.parent_path() / "belvedere"; }

bool runQuietly(const std::vector<std::string>& command) { return runMeasured(command).isDone; }

ScratchTerritory::ScratchTerritory(const std::filesystem::path& program, const std::string& crs)
    : program_(program.string()) {
  std::string pattern = (std::filesystem::temp_directory_path() / "belvedere-bench-XXXXXX").string();
  folder_ = ::mkdtemp(pattern.data());
  isGood_ = runQuietly({program_, "new", (folder_ / "t").string(), "--crs", crs});
}

ScratchTerritory::~ScratchTerritory() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void ScratchTerritory::add(const std::filesystem::path& source, const std::vector<std::string>& options) {
  std::vector<std::string> command = {program_, "add", path().string(), std::filesystem::absolute(source).string()};
  command.insert(command.end(), options.begin(), options.end());
  isGood_ = isGood_ && runQuietly(command);
}

void eachTerritory(const char* bench, const BenchOptions& options, bool withCity,
                   const std::function<void(const std::string& subject, const std::filesystem::path&)>& measure) {
  if (!options.input.empty()) {
    measure(options.input.filename().string(), options.input);
    return;
  }
  const auto program = programBeside(options);
  const ScratchTerritory demo(program, "EPSG:2154");
  const auto town = demo.path().parent_path() / "demo";
  if (runQuietly({program.string(), "demo", town.string(), "--no-open"})) {
    measure("demo town", town);
  } else {
    reportSkipped(bench, "the demo town could not be written");
  }
  const auto lyon = options.data / "lyon";
  if (std::filesystem::exists(lyon)) {
    ScratchTerritory lyonTerritory(program, "EPSG:2154+5720");
    lyonTerritory.add(lyon / "terrain/lyon_centre_dtm_5m_derived.tif");
    lyonTerritory.add(lyon / "buildings/buildings_lyon1.geojson");
    measure("Lyon", lyonTerritory.path());
    ScratchTerritory denHaag(program, "EPSG:28992");
    denHaag.add(options.data / "citygml/denhaag_01/DenHaag_01.gml.xml");
    measure("Den Haag", denHaag.path());
  } else {
    reportSkipped(bench, "no real data in " + options.data.string());
  }
  const auto city = options.synthetic / "c100k/city.gml";
  if (withCity && std::filesystem::exists(city)) {
    ScratchTerritory cityTerritory(program, "EPSG:25832");
    cityTerritory.add(city);
    measure("gen_city 100,000", cityTerritory.path());
  } else if (withCity) {
    reportSkipped(bench, "no c100k/city.gml in the folder given with --synthetic");
  }
}

}  // namespace belvedere::bench
