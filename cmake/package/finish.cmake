# SPDX-License-Identifier: Apache-2.0
# What a Debian package wants beyond what is installed: no search path for libraries, and compressed documentation.
set(usr ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr)
file(GLOB programs ${usr}/libexec/conformance/conformance*)
foreach(program ${programs})
  file(RPATH_REMOVE FILE ${program})
endforeach()
execute_process(COMMAND gzip -9n ${usr}/share/man/man1/conformance.1 ${usr}/share/doc/conformance/changelog.Debian
                COMMAND_ERROR_IS_FATAL ANY)
