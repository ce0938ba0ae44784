# What `cmake --install build/release --prefix DIR` brings: the programs (installed by the folder that makes them), the libraries,
# their headers under include/vidcam, and find_package(vidcam [COMPONENTS media model]).
include(CMakePackageConfigHelpers)
add_custom_target(product)                      # what is installed, without tests and samples: ./run build
set(_package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/vidcam")

# _vidcam_install(media decode encode): folders whose libraries make one component
function(_vidcam_install component)
  foreach(folder IN LISTS ARGN)
    get_filename_component(name ${folder} NAME)
    set_target_properties(vidcam_${name} PROPERTIES EXPORT_NAME ${name})
    add_dependencies(product vidcam_${name})
    install(TARGETS vidcam_${name} EXPORT vidcam-${component})
    install(DIRECTORY ${folder}/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/vidcam/${folder} FILES_MATCHING PATTERN "*.h")
  endforeach()
  install(EXPORT vidcam-${component} NAMESPACE vidcam:: DESTINATION ${_package_dir})
endfunction()

_vidcam_install(common pipeline/base pipeline/run eval)
if(VIDCAM_MEDIA)
  _vidcam_install(media decode encode)
  add_dependencies(product vidcam-media)
  install(FILES cmake/Media.cmake DESTINATION ${_package_dir})
endif()
if(VIDCAM_MODEL)
  _vidcam_install(model model3d explain3d)
  add_dependencies(product vidcam)
  install(FILES cmake/LibTorch.cmake cmake/TorchRoot.cmake DESTINATION ${_package_dir})
endif()
configure_package_config_file(cmake/vidcamConfig.cmake.in vidcamConfig.cmake INSTALL_DESTINATION ${_package_dir})
write_basic_package_version_file(vidcamConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES "${CMAKE_CURRENT_BINARY_DIR}/vidcamConfig.cmake" "${CMAKE_CURRENT_BINARY_DIR}/vidcamConfigVersion.cmake"
        DESTINATION ${_package_dir})
install(FILES README.md DESTINATION ${CMAKE_INSTALL_DOCDIR} OPTIONAL)
