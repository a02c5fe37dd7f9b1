# SPDX-License-Identifier: Apache-2.0
# Copy to your manager's cmake/ and include() it after enable_testing():
#
#     conformance_test(conformance PROFILE ${CMAKE_CURRENT_SOURCE_DIR}/ci/box.toml OPTIONS --min-floor 90)
#
# As root, "ctest -R conformance" runs it. What cannot run here (exit code 77) is skipped, as is the test of whoever has not
# installed the program.
function(conformance_test name)
  cmake_parse_arguments(TEST "" "PROFILE" "OPTIONS" ${ARGN})
  find_program(CONFORMANCE conformance)
  if(NOT CONFORMANCE)
    message(STATUS "conformance was not found: no test ${name}")
    return()
  endif()
  set(results ${CMAKE_CURRENT_BINARY_DIR}/${name})
  add_test(NAME ${name} COMMAND ${CONFORMANCE} run --profile ${TEST_PROFILE} ${TEST_OPTIONS} -o json=${results}.json
                                -o evidence=${results}.evidence.json -o junit=${results}.xml)
  set_tests_properties(${name} PROPERTIES SKIP_RETURN_CODE 77 RUN_SERIAL ON TIMEOUT 900)
endfunction()
