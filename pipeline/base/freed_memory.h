#pragma once

namespace vidcam {

// From now on memory that is freed stays with the process. A network's large tensors are made anew
// for every batch; given back to the system and taken again each time, their pages cost a fifth of
// a C3D's forward pass. For the whole process, so it is for programs to call, once what was only
// needed to load has been given back.
void keep_freed_memory();

}  // namespace vidcam
