# The files of the page are built in: a list of them for page.cc, and their bytes. Folders below web/ are parts of the
# addresses. Scripts and style sheets are made small by esbuild first, file by file, under serve/page/ of the build. Of
# the other packages of web/package-lock.json the ready-made files are taken, with their licence.
set(page_root ${PROJECT_SOURCE_DIR}/web)
set(uplot ${page_root}/node_modules/uplot)
set(esbuild ${page_root}/node_modules/.bin/esbuild)
if(NOT EXISTS ${uplot}/dist/uPlot.iife.min.js OR NOT EXISTS ${esbuild})
  # tools/setup has done this already, unless the tree was configured by hand.
  find_program(NPM npm)
  if(NPM)
    execute_process(COMMAND ${NPM} ci --no-progress WORKING_DIRECTORY ${page_root} OUTPUT_QUIET)
  endif()
  if(NOT EXISTS ${uplot}/dist/uPlot.iife.min.js OR NOT EXISTS ${esbuild})
    message(FATAL_ERROR "web/node_modules lacks uplot or esbuild; tools/setup installs it from web/package-lock.json")
  endif()
endif()

file(GLOB_RECURSE page_names CONFIGURE_DEPENDS RELATIVE ${page_root} ${page_root}/*.html ${page_root}/*.css
  ${page_root}/*.js ${page_root}/*.svg)
list(FILTER page_names EXCLUDE REGEX "^node_modules/")
set(page_list "")
set(page_sources "")
set(GROUNDSWELL_PAGE_FILES "")
# page_add(NAME FILE): serves FILE at /NAME.
macro(page_add name file)
  string(MAKE_C_IDENTIFIER ${name} symbol)
  string(APPEND page_list "PAGE_FILE(${symbol}, \"${name}\")\n")
  string(APPEND GROUNDSWELL_PAGE_FILES "    page_file ${symbol}, \"${file}\"\n")
  list(APPEND page_sources ${file})
endmacro()
set(page_small ${CMAKE_CURRENT_BINARY_DIR}/page)
set(page_large_names ${page_names})
list(FILTER page_large_names INCLUDE REGEX "[.](js|css)$")
list(TRANSFORM page_large_names PREPEND ${page_small}/ OUTPUT_VARIABLE page_small_files)
list(TRANSFORM page_large_names PREPEND ${page_root}/ OUTPUT_VARIABLE page_large_files)
add_custom_command(OUTPUT ${page_small_files}
  COMMAND ${esbuild} ${page_large_names} --minify --outdir=${page_small} --outbase=. --target=es2022 --charset=utf8
    --legal-comments=none --log-level=warning
  WORKING_DIRECTORY ${page_root}
  DEPENDS ${page_large_files} ${page_root}/package-lock.json
  COMMENT "Making the files of the page small"
  VERBATIM)
foreach(name ${page_names})
  if(name IN_LIST page_large_names)
    page_add(${name} ${page_small}/${name})
  else()
    page_add(${name} ${page_root}/${name})
  endif()
endforeach()
page_add(vendor/uplot.js ${uplot}/dist/uPlot.iife.min.js)
page_add(vendor/uplot.css ${uplot}/dist/uPlot.min.css)
page_add(vendor/uplot-license.txt ${uplot}/LICENSE)
file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/page_files.inc CONTENT "${page_list}" @ONLY)
set(page_files ${CMAKE_CURRENT_BINARY_DIR}/page_files.S)
configure_file(page_files.S.in ${page_files} @ONLY)
set_property(SOURCE ${page_files} APPEND PROPERTY OBJECT_DEPENDS "${page_sources}")
target_sources(groundswell_serve PRIVATE ${page_files})
