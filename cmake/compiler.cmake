# How every target is compiled: C++20, warnings are errors, ccache and a fast linker where the machine has them.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

set(KONTOR_SANITIZE "" CACHE STRING "Sanitizers to build with, for example address,undefined")

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Paths below the checkout are made relative, so that a second checkout shares the cache.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
endif()

find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g")

add_library(kontor_compile INTERFACE)
target_compile_options(kontor_compile INTERFACE
  -Wall -Wextra -Wpedantic -Werror -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough
  -fstack-protector-strong -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)
target_include_directories(kontor_compile INTERFACE ${CMAKE_SOURCE_DIR}/src)

if(KONTOR_SANITIZE)
  add_compile_options(-fsanitize=${KONTOR_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all -O1 -g1)
  add_link_options(-fsanitize=${KONTOR_SANITIZE})
  # GCC 12 reports false positives of these under sanitizers; clang does not know them all.
  add_compile_options(-Wno-unknown-warning-option -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-restrict -Wno-tsan)
else()
  add_compile_definitions(_GLIBCXX_ASSERTIONS)
  if(CMAKE_BUILD_TYPE STREQUAL "Release")
    add_compile_definitions(_FORTIFY_SOURCE=2)
  endif()
endif()

# The standard library is about a third of what a small source costs to compile: it is parsed once, and each source finds
# it parsed. A header still includes what it needs: the walls say which names come from where (tools/walls/standard.py).
set(KONTOR_STANDARD_HEADERS
  <algorithm> <array> <atomic> <chrono> <condition_variable> <cstdint> <deque> <functional> <map> <memory> <mutex>
  <optional> <set> <span> <stdexcept> <string> <string_view> <thread> <tuple> <type_traits> <unordered_map> <utility>
  <variant> <vector>)
# GCC 12 takes what was parsed before for code of ours, and says of std::string what it keeps to itself otherwise.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(kontor_compile INTERFACE -Wno-array-bounds -Wno-restrict
    -Wno-stringop-overflow -Wno-stringop-overread)
endif()
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/nothing.cpp CONTENT "")
add_library(kontor_standard_headers OBJECT ${CMAKE_BINARY_DIR}/nothing.cpp)
target_link_libraries(kontor_standard_headers PRIVATE kontor_compile)
target_precompile_headers(kontor_standard_headers PRIVATE ${KONTOR_STANDARD_HEADERS})

function(kontor_use_standard_headers target)
  target_precompile_headers(${target} REUSE_FROM kontor_standard_headers)
endfunction()
