#include "data_loaders/common/gdal_setup.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_http.h>
#include <cpl_vsi_virtual.h>
#include <cstdlib>
#include <gdal_frmts.h>
#include <mutex>
#include <ogr_srs_api.h>
#include <ogrsf_frmts.h>
#include <utility>

namespace belvedere::loaders {
namespace {

struct KnownDriver {
  std::string_view name;
  void (*registerIt)();
};

/// The keep-list. COG is read by GTiff. SQLite and WEBP are there for MBTiles, which is made of them.
constexpr std::array<KnownDriver, 23> kDrivers{{
    {"GTiff", GDALRegister_GTiff},
    {"VRT", GDALRegister_VRT},
    {"AAIGrid", GDALRegister_AAIGrid},
    {"PNG", GDALRegister_PNG},
    {"JPEG", GDALRegister_JPEG},
    {"WEBP", GDALRegister_WEBP},
    {"MBTiles", GDALRegister_MBTiles},
    {"MEM", GDALRegister_MEM},
    {"SQLite", RegisterOGRSQLite},
    {"GeoJSON", RegisterOGRGeoJSON},
    {"GeoJSONSeq", RegisterOGRGeoJSONSeq},
    {"GPKG", RegisterOGRGeoPackage},
    {"ESRI Shapefile", RegisterOGRShape},
    {"FlatGeobuf", RegisterOGRFlatGeobuf},
    {"CSV", RegisterOGRCSV},
    {"GML", RegisterOGRGML},
    {"KML", RegisterOGRKML},
    {"LIBKML", RegisterOGRLIBKML},
    {"GPX", RegisterOGRGPX},
    {"DXF", RegisterOGRDXF},
    {"MapInfo File", RegisterOGRTAB},
    {"OpenFileGDB", RegisterOGROpenFileGDB},
    {"Memory", RegisterOGRMEM},
}};

/// Set in code, which goes before the environment and configuration files.
constexpr std::array<std::pair<const char*, const char*>, 27> kOptions{{
    {"GDAL_HTTP_PROXY", "127.0.0.1:9"},
    {"GDAL_HTTPS_PROXY", "127.0.0.1:9"},
    {"GDAL_HTTP_TIMEOUT", "10"},
    {"GDAL_HTTP_CONNECTTIMEOUT", "5"},
    {"GDAL_HTTP_MAX_RETRY", "0"},
    {"GDAL_HTTP_UNSAFESSL", "NO"},
    {"GDAL_VRT_ENABLE_PYTHON", "NO"},
    {"GDAL_VRT_PYTHON_TRUSTED_MODULES", ""},
    {"GDAL_DRIVER_PATH", "disable"},
    {"OGR_DRIVER_PATH", "disable"},
    {"GDAL_PYTHON_DRIVER_PATH", ""},
    {"GDAL_NO_AUTOLOAD", "YES"},
    {"OGR_SQLITE_LOAD_EXTENSIONS", ""},
    {"SQLITE_USE_OGR_VFS", "NO"},
    {"GDAL_CACHEMAX", "256"},
    {"GDAL_MAX_DATASET_POOL_SIZE", "100"},
    {"OGR_GEOJSON_MAX_OBJ_SIZE", "50"},
    {"GDAL_ALLOW_LARGE_LIBJPEG_MEM_ALLOC", "NO"},
    {"GDAL_JPEG_MAX_ALLOWED_SCAN_NUMBER", "100"},
    {"OGR_EXPAT_UNLIMITED_MEM_ALLOC", "NO"},
    {"GML_SKIP_RESOLVE_ELEMS", "ALL"},
    {"CPL_ALLOW_VSISTDIN", "NO"},
    {"GDAL_DISABLE_READDIR_ON_OPEN", "TRUE"},
    {"CPL_DEBUG", "OFF"},
    {"CPL_LOG", ""},
    {"CPL_TIMESTAMP", "OFF"},
    {"PROJ_NETWORK", "OFF"},
}};

constexpr std::array kNetworkPrefixes = {"/vsicurl/",
                                         "/vsicurl?",
                                         "/vsicurl_streaming/",
                                         "/vsis3/",
                                         "/vsis3_streaming/",
                                         "/vsigs/",
                                         "/vsigs_streaming/",
                                         "/vsiaz/",
                                         "/vsiaz_streaming/",
                                         "/vsiadls/",
                                         "/vsioss/",
                                         "/vsioss_streaming/",
                                         "/vsiswift/",
                                         "/vsiswift_streaming/",
                                         "/vsiwebhdfs/",
                                         "/vsihdfs/",
                                         "/vsistdin/",
                                         "/vsistdin?",
                                         "/vsistdout/",
                                         "/vsistdout_redirect/"};

/// A file system in which there is nothing.
class NoFiles final : public VSIFilesystemHandler {
 public:
  VSIVirtualHandle* Open(const char* /*name*/, const char* /*access*/, bool /*setError*/,
                         CSLConstList /*options*/) override {
    errno = EACCES;
    return nullptr;
  }
  int Stat(const char* /*name*/, VSIStatBufL* /*status*/, int /*flags*/) override {
    errno = ENOENT;
    return -1;
  }
};

CPLHTTPResult* refuseFetch(const char* /*url*/, CSLConstList /*options*/, GDALProgressFunc /*progress*/,
                           void* /*progressData*/, CPLHTTPFetchWriteFunc /*write*/, void* /*writeData*/,
                           void* /*userData*/) {
  auto* result = static_cast<CPLHTTPResult*>(CPLCalloc(1, sizeof(CPLHTTPResult)));
  result->nStatus = 1;
  result->pszErrBuf = CPLStrdup("no network");
  return result;
}

void harden() {
  for (const char* name : {"GDAL_SKIP", "OGR_SKIP", "GDAL_DATA", "GDAL_CONFIG_FILE"}) {
    ::unsetenv(name);
  }
  for (const auto& [key, value] : kOptions) {
    CPLSetConfigOption(key, value);
  }
  CPLSetErrorHandler(CPLQuietErrorHandler);
  CPLHTTPSetFetchCallback(refuseFetch, nullptr);
  for (const char* prefix : kNetworkPrefixes) {
    VSIFileManager::InstallHandler(prefix, new NoFiles);  // the manager owns it
  }
  OSRSetPROJEnableNetwork(0);
}

}  // namespace

void prepareGdal(std::string_view driver) {
  static std::once_flag hardened;
  static std::mutex registering;
  std::call_once(hardened, harden);
  const auto known = std::find_if(kDrivers.begin(), kDrivers.end(),
                                  [&](const KnownDriver& candidate) { return candidate.name == driver; });
  assert(known != kDrivers.end());
  if (known != kDrivers.end()) {
    const std::lock_guard lock(registering);
    known->registerIt();
  }
}

void prepareGdal(std::initializer_list<std::string_view> drivers) {
  for (const std::string_view driver : drivers) {
    prepareGdal(driver);
  }
}

}  // namespace belvedere::loaders
