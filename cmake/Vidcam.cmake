# The one way a library, a program and a test are made here: same warnings, same standard, same include root.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)     # for editors and clang-tidy

find_program(VIDCAM_CCACHE ccache)
if(VIDCAM_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # ccache refuses precompiled headers unless told that their macros and times may be trusted; with GCC it must see them, too.
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_SLOPPINESS=pch_defines,time_macros "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}" "${VIDCAM_CCACHE}")
  add_compile_options($<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
endif()

function(_vidcam_common target)
  target_include_directories(${target} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/vidcam>)
  target_compile_features(${target} PUBLIC cxx_std_20)
  # GCC 12 sees overflows in adding up std::strings that are not there (its bugs 105329, 105651; mended in 13).
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast
                         $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-array-bounds;-Wno-stringop-overflow;-Wno-restrict>
                         $<$<BOOL:${VIDCAM_WERROR}>:-Werror>)
endfunction()

# vidcam_library(decode SOURCES a.cpp b.cpp PUBLIC vidcam::base PRIVATE PkgConfig::FFMPEG)
function(vidcam_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(vidcam_${name} STATIC ${arg_SOURCES})
  add_library(vidcam::${name} ALIAS vidcam_${name})
  _vidcam_common(vidcam_${name})
  target_link_libraries(vidcam_${name} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
endfunction()

# vidcam_program(vidcam-media SOURCES main.cpp LINK vidcam::decode): built into the build folder's root
function(vidcam_program name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  _vidcam_common(${name})
  target_link_libraries(${name} PRIVATE ${arg_LINK})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}")
endfunction()

# vidcam_test(decode_tests SOURCES a_test.cpp LINK vidcam::decode LABELS unit): each TEST becomes a ctest case
function(vidcam_test name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINK;LABELS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  _vidcam_common(${name})
  # What is tested is compiled as users have it; the tests are half of what there is to compile.
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O1>)
  target_link_libraries(${name} PRIVATE ${arg_LINK} GTest::gtest GTest::gmock GTest::gtest_main)
  if(NOT arg_LABELS)
    set(arg_LABELS unit)
  endif()
  set(timeout 300)
  if("slow" IN_LIST arg_LABELS)
    set(timeout 1200)
  endif()
  if(VIDCAM_TEST_SHARDS)
    _vidcam_add_shards(${name} "${arg_LABELS}")
  else()
    set(processors 1)
    if("browser" IN_LIST arg_LABELS)
      set(processors 2)    # it plays videos by the clock
    endif()
    gtest_discover_tests(${name} DISCOVERY_TIMEOUT 120
                         PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${timeout} PROCESSORS ${processors})
  endif()
endfunction()

# A few processes a program in place of one a test: under a sanitizer LibTorch takes seconds to load.
function(_vidcam_add_shards name labels)
  math(EXPR last "${VIDCAM_TEST_SHARDS} - 1")
  foreach(shard RANGE ${last})
    add_test(NAME ${name}.${shard} COMMAND ${name})
    set_tests_properties(${name}.${shard} PROPERTIES LABELS "${labels}" TIMEOUT 1800
      ENVIRONMENT "GTEST_TOTAL_SHARDS=${VIDCAM_TEST_SHARDS};GTEST_SHARD_INDEX=${shard}")
  endforeach()
endfunction()
