# cmake --install build/release [--prefix /usr]: programs (the command line too, of its own folder), page, units, manual, examples, licence.
include(GNUInstallDirs)

install(TARGETS mailglass-relay mailglass-resolver RUNTIME)

# Paths of the place it is installed to: CMake knows them when it configures, and again when --prefix changes them.
install(CODE "
  set(bindir \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}\")
  set(web \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DATADIR}/mailglass/web\")
  if(\"\${CMAKE_INSTALL_PREFIX}\" STREQUAL \"/usr\")
    set(etc /etc/mailglass)
  else()
    set(etc \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_SYSCONFDIR}/mailglass\")
  endif()
  set(source \"${PROJECT_SOURCE_DIR}\")
  set(scratch \"${CMAKE_CURRENT_BINARY_DIR}/install\")
  include(\"${CMAKE_CURRENT_SOURCE_DIR}/install_files.cmake\")
")
