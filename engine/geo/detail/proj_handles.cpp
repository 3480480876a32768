#include "engine/geo/detail/proj_handles.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

namespace belvedere::geo::detail {
namespace {

using Path = std::filesystem::path;

std::vector<Path> findDataFolders() {
  std::vector<Path> folders;
  std::istringstream names(proj_info().searchpath);
  for (std::string name; std::getline(names, name, ':');) {
    std::error_code error;
    const Path folder = std::filesystem::canonical(name, error);
    if (!error) {
      folders.push_back(folder);
    }
  }
  return folders;
}

bool isInDataFolder(const char* name) {
  static const std::vector<Path> folders = findDataFolders();
  std::error_code error;
  const Path path = std::filesystem::canonical(name, error);
  return !error && std::any_of(folders.begin(), folders.end(), [&](const Path& folder) {
    return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end();
  });
}

PROJ_FILE_HANDLE* toHandle(std::FILE* file) { return reinterpret_cast<PROJ_FILE_HANDLE*>(file); }
std::FILE* toFile(PROJ_FILE_HANDLE* handle) { return reinterpret_cast<std::FILE*>(handle); }

// A definition may name grids by absolute paths: only PROJ's own folders are read, and nothing is written.
const PROJ_FILE_API kGuardedFiles = {
    1,
    [](PJ_CONTEXT*, const char* name, PROJ_OPEN_ACCESS access, void*) -> PROJ_FILE_HANDLE* {
      return access == PROJ_OPEN_ACCESS_READ_ONLY && isInDataFolder(name) ? toHandle(std::fopen(name, "rbe")) : nullptr;
    },
    [](PJ_CONTEXT*, PROJ_FILE_HANDLE* file, void* buffer, std::size_t size, void*) {
      return std::fread(buffer, 1, size, toFile(file));
    },
    [](PJ_CONTEXT*, PROJ_FILE_HANDLE*, const void*, std::size_t, void*) { return std::size_t{0}; },
    [](PJ_CONTEXT*, PROJ_FILE_HANDLE* file, long long offset, int whence, void*) {
      return std::fseek(toFile(file), offset, whence) == 0 ? 1 : 0;
    },
    [](PJ_CONTEXT*, PROJ_FILE_HANDLE* file, void*) {
      return static_cast<unsigned long long>(std::max(0L, std::ftell(toFile(file))));
    },
    [](PJ_CONTEXT*, PROJ_FILE_HANDLE* file, void*) { std::fclose(toFile(file)); },
    [](PJ_CONTEXT*, const char* name, void*) { return isInDataFolder(name) ? 1 : 0; },
    [](PJ_CONTEXT*, const char*, void*) { return 0; },
    [](PJ_CONTEXT*, const char*, void*) { return 0; },
    [](PJ_CONTEXT*, const char*, const char*, void*) { return 0; },
};

}  // namespace

ContextHandle makeContext() {
  ContextHandle context(proj_context_create());
  proj_context_set_enable_network(context.get(), 0);
  proj_context_set_fileapi(context.get(), &kGuardedFiles, nullptr);
  proj_log_func(context.get(), nullptr, [](void*, int, const char*) {});
  proj_log_level(context.get(), PJ_LOG_NONE);
  return context;
}

PJ_CONTEXT* threadContext() {
  thread_local const ContextHandle context = makeContext();
  return context.get();
}

}  // namespace belvedere::geo::detail
