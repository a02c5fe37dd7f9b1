# SPDX-License-Identifier: Apache-2.0
# What a newer or older Debian has under another name, or not at all, lies in lib/ beside the programs, which look there
# first. The rest (libstdc++, libsystemd, and libarchive and libkmod, which only images take) is found in each of them.

set(CMAKE_BUILD_RPATH $ORIGIN/lib)
set(CMAKE_INSTALL_RPATH $ORIGIN/lib)

set(bundled_files "")
foreach(library fmt::fmt SDBusCpp::sdbus-c++ tomlplusplus::tomlplusplus)
  get_target_property(location ${library} LOCATION)
  if(NOT location MATCHES "\\.so(\\.|$)")
    continue()  # static, or only headers
  endif()
  file(REAL_PATH ${location} file)
  # Its name to the loader: libfmt.so.9 of libfmt.so.9.1.0.
  get_filename_component(name ${file} NAME)
  string(REGEX MATCH "^.*\\.so\\.[0-9]+" soname ${name})
  add_custom_command(OUTPUT ${CMAKE_BINARY_DIR}/lib/${soname} DEPENDS ${file}
                     COMMAND ${CMAKE_COMMAND} -E copy ${file} ${CMAKE_BINARY_DIR}/lib/${soname})
  list(APPEND bundled_files ${CMAKE_BINARY_DIR}/lib/${soname})
endforeach()
add_custom_target(bundled_libraries DEPENDS ${bundled_files})

set(published_schemas evidence/schemas/evidence.schema.json)
foreach(document result matrix diff)
  list(APPEND published_schemas reports/schemas/${document}.schema.json)
endforeach()

# Pages whose links hold in the source tree, with those that hold where they are installed.
set(installed_pages ${CMAKE_BINARY_DIR}/pages/share)
function(conformance_page source destination)
  file(READ ${CMAKE_SOURCE_DIR}/${source} text)
  string(REGEX REPLACE "\\.\\./(reports|evidence)/schemas/" "../../conformance/schema/" text "${text}")
  string(REPLACE "../docs/" "../" text "${text}")
  file(WRITE ${installed_pages}/doc/conformance/${destination} "${text}")
  set_property(DIRECTORY ${CMAKE_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${source})
endfunction()

# The installed programs lie together as in the build tree; bin/ has a link to the one that people call.
set(program_directory libexec/conformance)
function(conformance_install)
  install(TARGETS conformance conformance-system conformance-exemplar RUNTIME DESTINATION ${program_directory})
  # Static: there is no path to set.
  install(PROGRAMS $<TARGET_FILE:conformance-probe> $<TARGET_FILE:conformance-inside> DESTINATION ${program_directory})
  install(TARGETS conformance-images LIBRARY DESTINATION ${program_directory})
  install(FILES ${bundled_files} DESTINATION ${program_directory}/lib COMPONENT relocatable)
  install(DIRECTORY profiles/ DESTINATION share/conformance/profiles FILES_MATCHING PATTERN *.toml)
  install(FILES ${published_schemas} DESTINATION share/conformance/schema)
  foreach(page profiles expectations matrix lab running-machines over-time own-clauses)
    conformance_page(docs/${page}.md ${page}.md)
  endforeach()
  conformance_page(integration/README.md integration/README.md)
  install(DIRECTORY ${installed_pages} DESTINATION .)
  install(FILES LICENSE DESTINATION share/doc/conformance COMPONENT relocatable)  # Debian has it elsewhere
  install(DIRECTORY integration DESTINATION share/doc/conformance PATTERN "try*" EXCLUDE
          PATTERN README.md EXCLUDE)
  set(completion runner/commands/completion/conformance)
  install(FILES ${CMAKE_BINARY_DIR}/conformance.1 DESTINATION share/man/man1)
  install(FILES ${completion}.bash DESTINATION share/bash-completion/completions RENAME conformance)
  install(FILES ${completion}.zsh DESTINATION share/zsh/site-functions RENAME _conformance COMPONENT relocatable)
  install(FILES ${completion}.fish DESTINATION share/fish/vendor_completions.d)
  install(CODE "
    set(bin \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/bin\")
    file(MAKE_DIRECTORY \"\${bin}\")
    file(CREATE_LINK ../${program_directory}/conformance \"\${bin}/conformance\" SYMBOLIC)")
endfunction()
