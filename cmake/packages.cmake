# Third-party packages, all from the distribution. Which kernel part wraps which one is declared in src/kernel.

find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(PostgreSQL REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(nlohmann_json REQUIRED)

find_package(JPEG REQUIRED)
find_package(PNG REQUIRED)

find_path(SOCI_INCLUDE_DIR soci/soci.h REQUIRED)
find_library(SOCI_CORE soci_core REQUIRED)
find_library(SOCI_POSTGRESQL soci_postgresql REQUIRED)
add_library(soci INTERFACE)
target_include_directories(soci SYSTEM INTERFACE ${SOCI_INCLUDE_DIR})
target_link_libraries(soci INTERFACE ${SOCI_POSTGRESQL} ${SOCI_CORE})

find_path(ARGON2_INCLUDE_DIR argon2.h REQUIRED)
find_library(ARGON2 argon2 REQUIRED)
add_library(argon2 INTERFACE)
target_include_directories(argon2 SYSTEM INTERFACE ${ARGON2_INCLUDE_DIR})
target_link_libraries(argon2 INTERFACE ${ARGON2})

find_path(BROTLI_INCLUDE_DIR brotli/encode.h REQUIRED)
find_library(BROTLI_ENCODER brotlienc REQUIRED)
add_library(brotli INTERFACE)
target_include_directories(brotli SYSTEM INTERFACE ${BROTLI_INCLUDE_DIR})
target_link_libraries(brotli INTERFACE ${BROTLI_ENCODER})

find_path(WEBP_INCLUDE_DIR webp/decode.h REQUIRED)
find_library(WEBP webp REQUIRED)
add_library(webp INTERFACE)
target_include_directories(webp SYSTEM INTERFACE ${WEBP_INCLUDE_DIR})
target_link_libraries(webp INTERFACE ${WEBP})

find_path(AVIF_INCLUDE_DIR avif/avif.h REQUIRED)
find_library(AVIF avif REQUIRED)
add_library(avif INTERFACE)
target_include_directories(avif SYSTEM INTERFACE ${AVIF_INCLUDE_DIR})
target_link_libraries(avif INTERFACE ${AVIF})
