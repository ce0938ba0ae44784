#pragma once

#include <set>
#include <string>
#include <vector>

#include "tests/faults/fault_run.h"
#include "tests/faults/folder_files.h"
#include "tests/support/temp_dir.h"

namespace vidcam::testing {

// Walks over all calls by which a command changes what is below a folder. Whatever comes of it, the
// same command again must end with exit code 0 and in the bytes of a run that nothing happened to,
// and at no time may there be half a file under a final name.
class FaultWalk {
 public:
  // Runs the command once, unbroken, from what is in the folder now. every: as fault_points() has
  // it. Unless try_all_faults(), half of what may go wrong at a call is tried, in turns.
  FaultWalk(std::string folder, std::vector<std::string> arguments, int every = 1);

  // Killed at each; and as if the power had gone there, so that names, or only contents, that were
  // not synced are lost.
  void killed_at_each();
  // Each fails once with EIO, or with ENOSPC as do all behind it that take room. The command must
  // end with exit code 74.
  void failing_at_each();
  // Each call fails that reads what was in the folder. The command must end with exit code 74 and
  // change nothing that it would not have changed anyway, or do without and end as if nothing was.
  void unreadable_at_each();

 private:
  [[nodiscard]] bool unreadable_at(int number);  // false: there are no more
  void killed_at(int number);
  void failing_at(int number, const std::string& error);
  void goes_on();
  [[nodiscard]] FolderFiles files() const;

  std::string folder_;
  std::vector<std::string> arguments_;
  int every_;
  TempDir kept_;                  // what was in the folder
  std::vector<FaultCall> calls_;  // of the unbroken run
  FolderFiles whole_;             // what it left
  std::set<FolderFiles> seen_;    // what was gone on from: the same is not tried again
};

}  // namespace vidcam::testing
