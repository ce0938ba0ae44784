# FFmpeg and OpenCV for the media half. OpenCV is found by its files: Debian keeps OpenCVConfig.cmake in a package that
# pulls in a gigabyte of modules we do not use (VTK, Qt, HDF5); libopencv-core-dev and libopencv-imgproc-dev are enough.
find_package(PkgConfig REQUIRED)
pkg_check_modules(FFMPEG REQUIRED IMPORTED_TARGET libavformat libavcodec libavutil libswscale libswresample)

find_path(OPENCV_INCLUDE opencv2/imgproc.hpp PATH_SUFFIXES opencv4)
find_library(OPENCV_CORE opencv_core)
find_library(OPENCV_IMGPROC opencv_imgproc)
if(NOT OPENCV_INCLUDE OR NOT OPENCV_CORE OR NOT OPENCV_IMGPROC)
  message(FATAL_ERROR "OpenCV core and imgproc not found: install libopencv-core-dev and libopencv-imgproc-dev, "
                      "or turn the media half off with -DVIDCAM_MEDIA=OFF")
endif()
add_library(vidcam::opencv INTERFACE IMPORTED)
target_include_directories(vidcam::opencv SYSTEM INTERFACE "${OPENCV_INCLUDE}")
target_link_libraries(vidcam::opencv INTERFACE "${OPENCV_IMGPROC}" "${OPENCV_CORE}")
