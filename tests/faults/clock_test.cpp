// Every call by which `vidcam eval` changes a file, as batch_faults_test.cpp does with batches.
#include <gtest/gtest.h>
