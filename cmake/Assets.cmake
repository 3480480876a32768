# Puts the program's own read-only files where engine/core/resources.h looks for them: build/PRESET/share/belvedere.
set(BELVEDERE_SHARE ${CMAKE_BINARY_DIR}/share/belvedere)
file(MAKE_DIRECTORY ${BELVEDERE_SHARE}/fonts)
file(CREATE_LINK ${PROJECT_SOURCE_DIR}/shaders ${BELVEDERE_SHARE}/shaders SYMBOLIC)
file(CREATE_LINK ${PROJECT_SOURCE_DIR}/assets ${BELVEDERE_SHARE}/assets SYMBOLIC)

# The typeface comes from Debian's fonts-inter (SIL Open Font License).
foreach(style Regular Medium SemiBold)
  find_file(BELVEDERE_FONT_${style} Inter-${style}.otf PATHS /usr/share/fonts/opentype/inter NO_DEFAULT_PATH REQUIRED)
  file(CREATE_LINK ${BELVEDERE_FONT_${style}} ${BELVEDERE_SHARE}/fonts/Inter-${style}.otf SYMBOLIC)
endforeach()

# French: one assets/locale/fr/MODULE.po per module, joined into one gettext catalogue.
find_program(MSGCAT msgcat REQUIRED)
find_program(MSGFMT msgfmt REQUIRED)
file(GLOB BELVEDERE_FRENCH CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/assets/locale/fr/*.po)
set(BELVEDERE_MO ${BELVEDERE_SHARE}/locale/fr/LC_MESSAGES/belvedere.mo)
add_custom_command(
  OUTPUT ${BELVEDERE_MO}
  COMMAND ${CMAKE_COMMAND} -E make_directory ${BELVEDERE_SHARE}/locale/fr/LC_MESSAGES
  COMMAND ${MSGCAT} --use-first --force-po -o ${CMAKE_BINARY_DIR}/fr.po ${BELVEDERE_FRENCH}
  COMMAND ${MSGFMT} --check-format -o ${BELVEDERE_MO} ${CMAKE_BINARY_DIR}/fr.po
  DEPENDS ${BELVEDERE_FRENCH}
  COMMENT "Compiling the French catalogue")
add_custom_target(belvedere_translations ALL DEPENDS ${BELVEDERE_MO})
