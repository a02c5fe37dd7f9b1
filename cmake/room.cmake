# SPDX-License-Identifier: Apache-2.0
# A room is a folder: its *.cpp are one static library, its tests/*.cpp one GoogleTest program.

# All the pure tests, with no program but those they run.
add_custom_target(unit_tests)

# The headers that nearly every file includes, compiled once. Each file still names what it uses: the debug preset builds
# without them.
file(WRITE ${CMAKE_BINARY_DIR}/precompiled.cpp "")
add_library(conformance_precompiled OBJECT ${CMAKE_BINARY_DIR}/precompiled.cpp)
target_link_libraries(conformance_precompiled PRIVATE conformance_options fmt::fmt)
target_precompile_headers(conformance_precompiled PRIVATE
                          <algorithm> <chrono> <cstdint> <filesystem> <functional> <map> <memory> <optional> <string>
                          <string_view> <vector> <fmt/format.h>)

# conformance_together(TARGETS …): their files are compiled several at a time, which takes a third of the time. For targets
# whose files share no names of their own; the debug preset compiles each file by itself.
function(conformance_together)
  set_target_properties(${ARGN} PROPERTIES UNITY_BUILD ${CONFORMANCE_TOGETHER} UNITY_BUILD_BATCH_SIZE 12)
endfunction()

# conformance_room(NAME [LIBRARIES …]): the library conformance_NAME of this folder's sources.
function(conformance_room name)
  cmake_parse_arguments(ROOM "" "" "LIBRARIES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_library(conformance_${name} STATIC ${sources})
  target_link_libraries(conformance_${name} PUBLIC conformance_options ${ROOM_LIBRARIES})
  target_precompile_headers(conformance_${name} REUSE_FROM conformance_precompiled)
endfunction()

# conformance_tests(NAME [LIBRARIES …]): NAME_tests from tests/*.cpp; pure, unprivileged, quick.
function(conformance_tests name)
  cmake_parse_arguments(TESTS "" "" "LIBRARIES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/tests/*.cpp)
  if(NOT sources)
    return()
  endif()
  add_executable(${name}_tests ${sources})
  target_link_libraries(${name}_tests PRIVATE ${TESTS_LIBRARIES} GTest::gmock GTest::gtest_main)
  target_precompile_headers(${name}_tests REUSE_FROM conformance_precompiled)
  # Optimised, GCC 12 sees overflows in the strings of long initializer lists (GCC bug 105329) where there are none.
  target_compile_options(${name}_tests PRIVATE
                         $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overflow$<SEMICOLON>-Wno-stringop-overread>)
  target_compile_definitions(${name}_tests PRIVATE TEST_DATA="${CMAKE_CURRENT_SOURCE_DIR}/tests/data")
  add_dependencies(unit_tests ${name}_tests)
  add_test(NAME ${name} COMMAND ${name}_tests)
  set_tests_properties(${name} PROPERTIES LABELS unit TIMEOUT 400)
endfunction()

# conformance_live_tests(NAME TARGET [ARGUMENTS …]): a test that needs root and starts machines on this host.
add_custom_target(live_programs)
function(conformance_live_tests name target)
  cmake_parse_arguments(TESTS "" "" "ARGUMENTS" ${ARGN})
  add_dependencies(live_programs ${target})
  add_test(NAME ${name} COMMAND ${target} ${TESTS_ARGUMENTS})
  set_tests_properties(${name} PROPERTIES LABELS live TIMEOUT 600 RUN_SERIAL ON)
endfunction()
