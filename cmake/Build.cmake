# Language level, warnings, hardening, sanitizers and compiler cache for every target of the project.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1")

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

set(BELVEDERE_SANITIZE "" CACHE STRING "Sanitizers to build with, as for -fsanitize=")

add_library(belvedere_options INTERFACE)
target_include_directories(belvedere_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(belvedere_options INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wformat=2 -Wimplicit-fallthrough
  -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-qual -Werror)
if(BELVEDERE_SANITIZE)
  target_compile_options(belvedere_options INTERFACE -fsanitize=${BELVEDERE_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all
    -Wno-maybe-uninitialized)  # g++ 12 sees ghosts in <regex> and std::function once sanitizers have changed the code
  target_link_options(belvedere_options INTERFACE -fsanitize=${BELVEDERE_SANITIZE})
  target_compile_definitions(belvedere_options INTERFACE BELVEDERE_SANITIZED=1)
else()
  target_compile_options(belvedere_options INTERFACE -fstack-clash-protection -fstack-protector-strong
    -fcf-protection=full -D_GLIBCXX_ASSERTIONS $<$<CONFIG:Release>:-U_FORTIFY_SOURCE> $<$<CONFIG:Release>:-D_FORTIFY_SOURCE=2>)
  target_link_options(belvedere_options INTERFACE -pie -Wl,-z,relro,-z,now,-z,noexecstack)
endif()
# fmt and spdlog are used through their shared libraries.
target_compile_definitions(belvedere_options INTERFACE SPDLOG_FMT_EXTERNAL SPDLOG_SHARED_LIB SPDLOG_COMPILED_LIB
  GLM_FORCE_XYZW_ONLY)
