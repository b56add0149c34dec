# Runs at installation; install.cmake has set bindir, web, etc (without DESTDIR), source and scratch.
set(share "${CMAKE_INSTALL_PREFIX}/share")
if(NOT EXISTS "${source}/web/dist/index.html")
  message(FATAL_ERROR "The page is not built: run ./scripts/run --build-only first")
endif()
file(INSTALL "${source}/web/dist/" DESTINATION "${web}")

set(doc "${share}/doc/mailglass")
file(INSTALL "${source}/README.md" "${source}/LICENSE" "${source}/SECURITY.md" "${source}/CHANGELOG.md" "${source}/docs"
  DESTINATION "${doc}")
file(INSTALL "${source}/relay/examples/" DESTINATION "${doc}/examples" PATTERN "*.in" EXCLUDE)

# The manual and the units name the places.
foreach(page mailglass-relay.8)
  configure_file("${source}/relay/man/${page}.in" "${scratch}/${page}" @ONLY)
  file(INSTALL "${scratch}/${page}" DESTINATION "${share}/man/man8")
endforeach()
foreach(unit mailglass-relay.service mailglass-relay.socket)
  configure_file("${source}/relay/systemd/${unit}.in" "${scratch}/${unit}" @ONLY)
  file(INSTALL "${scratch}/${unit}" DESTINATION "${CMAKE_INSTALL_PREFIX}/lib/systemd/system")
endforeach()

# Every setting with its default, and the page where it was put. One that its keeper has changed is left alone.
file(READ "${source}/relay/mailglass-relay.example.toml" settings)
string(REPLACE "web = \"web/dist\"" "web = \"${web}\"" settings "${settings}")
file(WRITE "${scratch}/relay.toml" "${settings}")
file(INSTALL "${scratch}/relay.toml" DESTINATION "${doc}/examples")
if(EXISTS "$ENV{DESTDIR}${etc}/relay.toml")
  message(STATUS "Left as it is: $ENV{DESTDIR}${etc}/relay.toml")
else()
  file(INSTALL "${scratch}/relay.toml" DESTINATION "${etc}")
endif()
