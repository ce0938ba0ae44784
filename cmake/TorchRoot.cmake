# Where LibTorch is. vidcam_torch_root(VARIABLE) sets the folder that holds include/ and lib/, or "". In this order:
#   VIDCAM_TORCH_ROOT, Torch_DIR, CMAKE_PREFIX_PATH (of CMake or of the environment);
#   the cache folder that ./run setup fills;  the active Python's torch.
# Also a script, `cmake [-DBUILD=build/release] -P cmake/TorchRoot.cmake`, which prints the folder or fails: ./run asks it
# whether to download. What the configured build folder BUILD was told counts as told.
set(VIDCAM_TORCH_VERSION 2.11)

function(_vidcam_torch_version root variable)
  set(version "")
  if(EXISTS "${root}/lib/libtorch_cpu.so" AND EXISTS "${root}/include/torch/headeronly/version.h")
    file(STRINGS "${root}/include/torch/headeronly/version.h" version REGEX "#define TORCH_VERSION_(MAJOR|MINOR|PATCH) ")
    string(REGEX REPLACE "[^0-9;]" "" version "${version}")
    list(JOIN version "." version)
  endif()
  set(${variable} "${version}" PARENT_SCOPE)
endfunction()

# Folders somebody named: Torch_DIR is .../share/cmake/Torch, torch.utils.cmake_prefix_path is .../share/cmake
function(_vidcam_torch_told variable)
  string(REPLACE ":" ";" env_prefixes "$ENV{CMAKE_PREFIX_PATH}")
  set(told "")
  foreach(dir IN LISTS Torch_DIR ITEMS "$ENV{Torch_DIR}")
    if(dir)
      list(APPEND told "${dir}/../../..")
    endif()
  endforeach()
  foreach(prefix IN LISTS CMAKE_PREFIX_PATH env_prefixes)
    list(APPEND told "${prefix}" "${prefix}/../..")
  endforeach()
  set(${variable} "${told}" PARENT_SCOPE)
endfunction()

# Only a folder whose unpacking was finished: the last thing written into it is wheels.txt.
function(_vidcam_torch_cached variable)
  set(cache "$ENV{XDG_CACHE_HOME}")
  if(NOT cache)
    set(cache "$ENV{HOME}/.cache")
  endif()
  set(root "${cache}/vidcam/libtorch-2.11.0")
  if(NOT EXISTS "${root}/wheels.txt")
    set(root "")
  endif()
  set(${variable} "${root}" PARENT_SCOPE)
endfunction()

# find_spec looks the folder up without importing torch: importing fails where the CUDA wheels are left out
function(_vidcam_torch_of_python variable)
  find_program(VIDCAM_PYTHON NAMES python3 python NO_CACHE)   # whichever is active now
  set(root "")
  if(VIDCAM_PYTHON)
    execute_process(COMMAND "${VIDCAM_PYTHON}" -c
      "import importlib.util as u; print(u.find_spec('torch').submodule_search_locations[0])"
      OUTPUT_VARIABLE root OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  endif()
  set(${variable} "${root}" PARENT_SCOPE)
endfunction()

function(vidcam_torch_root variable)
  set(${variable} "" PARENT_SCOPE)
  foreach(root "${VIDCAM_TORCH_ROOT}" "$ENV{VIDCAM_TORCH_ROOT}")
    if(root)                      # named outright: this one or none
      set(${variable} "${root}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
  foreach(place told cached of_python)
    cmake_language(CALL _vidcam_torch_${place} roots)
    foreach(root IN LISTS roots)
      get_filename_component(root "${root}" ABSOLUTE)
      _vidcam_torch_version("${root}" version)
      if(version MATCHES "^${VIDCAM_TORCH_VERSION}(\\.|$)" OR (place STREQUAL told AND version VERSION_GREATER ${VIDCAM_TORCH_VERSION}))
        set(${variable} "${root}" PARENT_SCOPE)
        return()
      endif()
    endforeach()
  endforeach()
endfunction()

if(CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
  if(EXISTS "${BUILD}/CMakeCache.txt")
    file(STRINGS "${BUILD}/CMakeCache.txt" lines REGEX "^(VIDCAM_TORCH_ROOT|Torch_DIR|CMAKE_PREFIX_PATH):")
    foreach(line IN LISTS lines)
      string(REGEX MATCH "^([^:]+):[^=]+=(.*)$" line "${line}")
      set(${CMAKE_MATCH_1} "${CMAKE_MATCH_2}")
    endforeach()
  endif()
  vidcam_torch_root(root)
  if(NOT root)
    message(FATAL_ERROR "no LibTorch ${VIDCAM_TORCH_VERSION}")
  endif()
  execute_process(COMMAND "${CMAKE_COMMAND}" -E echo "${root}")
endif()
