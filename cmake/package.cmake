# SPDX-License-Identifier: Apache-2.0
# A package for the Debian that it is built on: `cpack --config build/release/CPackConfig.cmake`. Unlike what
# `cmake --install` makes, which can be copied to any Debian, it uses the system's libraries.

set(package_parts ${CMAKE_CURRENT_LIST_DIR}/package)
# In English, whatever the locale is.
execute_process(COMMAND env LC_ALL=C date -u -R -d ${CONFORMANCE_RELEASED} OUTPUT_VARIABLE package_date
                OUTPUT_STRIP_TRAILING_WHITESPACE)
configure_file(${package_parts}/changelog.in ${CMAKE_BINARY_DIR}/package/changelog.Debian @ONLY)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME conformance)
set(CPACK_PACKAGE_CONTACT "${CONFORMANCE_MAINTAINER}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR})
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ
    WORLD_EXECUTE)
# Not "relocatable": the libraries beside the programs.
set(CPACK_INSTALL_CMAKE_PROJECTS ${CMAKE_BINARY_DIR} conformance Unspecified / ${CMAKE_BINARY_DIR} conformance package /)
set(CPACK_PRE_BUILD_SCRIPTS ${package_parts}/finish.cmake)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "dbus, mmdebstrap, systemd-container")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "bubblewrap, libvirt-clients, lxc, podman, qemu-system-x86, runc")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "check container and VM managers against systemd's interfaces
Starts a machine with a container or VM manager, looks at it from the inside
and from the host, and judges it by the clauses of systemd's Container
Interface, VM Interface, and Writing VM and Container Managers.

For each violated clause it says what the document asks, what was seen, and
what to change; reports are written for people and for CI systems. It comes
with profiles of many managers, and takes some 30 lines for another one.")

set(documentation share/doc/conformance)
install(FILES ${package_parts}/copyright ${CMAKE_BINARY_DIR}/package/changelog.Debian DESTINATION ${documentation}
        COMPONENT package EXCLUDE_FROM_ALL)
install(FILES ${package_parts}/lintian-overrides DESTINATION share/lintian/overrides RENAME conformance
        COMPONENT package EXCLUDE_FROM_ALL)
# Where Debian's zsh looks.
install(FILES ${CMAKE_SOURCE_DIR}/runner/commands/completion/conformance.zsh DESTINATION share/zsh/vendor-completions
        RENAME _conformance COMPONENT package EXCLUDE_FROM_ALL)
include(CPack)
