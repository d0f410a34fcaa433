# What every target is compiled with: language level, warnings, sanitizers.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()

add_library(lambent_options INTERFACE)
target_include_directories(lambent_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(
  lambent_options
  INTERFACE -Wall
            -Wextra
            -Wpedantic
            -Wshadow
            -Wconversion
            -Wold-style-cast
            -Wnon-virtual-dtor
            -Woverloaded-virtual
            -Wcast-align
            -Wformat=2
            -Wextra-semi
            -Wswitch-enum
            $<$<CXX_COMPILER_ID:GNU>:-Wduplicated-cond
            -Wlogical-op>
            $<$<BOOL:${LAMBENT_WERROR}>:-Werror>)

if(LAMBENT_SANITIZE)
  target_compile_options(lambent_options INTERFACE -fsanitize=${LAMBENT_SANITIZE}
                                                   -fno-omit-frame-pointer
                                                   -fno-sanitize-recover=all)
  target_link_options(lambent_options INTERFACE -fsanitize=${LAMBENT_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(lambent_options INTERFACE -Wno-maybe-uninitialized)
  endif()
endif()

# lambent_library(NAME name SOURCES … HEADERS … LINK …): one static library for one folder.
function(lambent_library)
  cmake_parse_arguments(ARG "" "NAME" "SOURCES;HEADERS;LINK;PRIVATE_LINK" ${ARGN})
  add_library(${ARG_NAME} STATIC ${ARG_SOURCES})
  target_sources(${ARG_NAME} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR} FILES
                                    ${ARG_HEADERS})
  set_target_properties(${ARG_NAME} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  target_link_libraries(
    ${ARG_NAME}
    PUBLIC lambent_options ${ARG_LINK}
    PRIVATE ${ARG_PRIVATE_LINK})
endfunction()
