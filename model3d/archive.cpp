#include "model3d/archive.h"

#include <caffe2/serialize/inline_container.h>
#include <torch/csrc/jit/serialization/import.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <vector>

#include "model3d/code_check.h"
#include "model3d/torch_message.h"
#include "pipeline/base/error.h"

namespace vidcam::detail {
namespace {

using Reader = caffe2::serialize::PyTorchStreamReader;

std::string how_to_export() {
  return "save the model with torch.jit.script(model.eval()).save('model.pt')";
}

[[noreturn]] void refuse(const std::string& path, const std::string& reason) {
  throw Error(ExitCode::Unusable, path + ": " + reason);
}

void check_file(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  const auto status = fs::status(path, ignored);
  if (!fs::exists(status)) throw Error(ExitCode::Missing, path + ": no such model file");
  if (fs::is_directory(status)) refuse(path, "is a folder; a model is one TorchScript file (.pt)");
  if (!fs::is_regular_file(status))
    refuse(path, "is no regular file; a model is one TorchScript file (.pt)");
  if (fs::file_size(path, ignored) == 0)
    refuse(path, "is empty; a model is one TorchScript file (.pt)");
}

std::string first_bytes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in)
    throw Error(ExitCode::Missing, path + ": cannot be opened for reading; check its permissions");
  std::string bytes(4, '\0');
  in.read(bytes.data(), 4);
  bytes.resize(static_cast<size_t>(in.gcount()));
  return bytes;
}

void check_magic(const std::string& path) {
  const std::string magic = first_bytes(path);
  if (magic == "PK\x03\x04") return;
  if (magic.starts_with("\x80")) {
    refuse(path,
           "is a Python pickle (an old torch.save), which holds weights but no code; load it in "
           "Python and " +
               how_to_export());
  }
  refuse(path, "is no PyTorch archive; " + how_to_export());
}

std::unique_ptr<Reader> open_archive(const std::string& path) {
  check_file(path);
  check_magic(path);
  try {
    return std::make_unique<Reader>(path);
  } catch (const std::exception&) {
    refuse(path,
           "is a damaged or truncated PyTorch archive, or another kind of zip file; copy it again, "
           "or save it anew");
  }
}

bool has(const std::vector<std::string>& records, const std::string& start) {
  return std::any_of(records.begin(), records.end(),
                     [&](const auto& r) { return r.starts_with(start); });
}

// Which of the things that are kept in PyTorch's archives this is.
void check_records(const std::vector<std::string>& records, const std::string& path) {
  if (has(records, "models/") || has(records, "serialized_exported_program") ||
      has(records, "data/aotinductor")) {
    refuse(path,
           "is a torch.export archive (.pt2), which has no layers left to look into; save the "
           "model with torch.jit.trace or "
           "torch.jit.script instead");
  }
  if (has(records, "bytecode.pkl")) {
    refuse(path, "is a lite-interpreter file for mobile (.ptl), which has no gradient; " +
                     how_to_export() +
                     " in place of _save_for_lite_interpreter, before any mobile optimisation or "
                     "quantisation");
  }
  if (!has(records, "constants.pkl") || !has(records, "code/")) {
    refuse(path,
           "holds weights or a pickled object (torch.save) but no code; load it in Python and " +
               how_to_export());
  }
}

std::string record_text(Reader& reader, const std::string& name) {
  const auto [data, size] = reader.getRecord(name);
  return {static_cast<const char*>(data.get()), size};
}

void check_contents(Reader& reader, const std::string& path) {
  const auto records = reader.getAllRecords();
  check_records(records, path);
  for (const auto& name : records) {
    if (name.starts_with("code/") && name.ends_with(".py"))
      check_code(record_text(reader, name), path);
  }
}

std::unique_ptr<Reader> open_checked(const std::string& path) {
  auto reader = open_archive(path);
  try {
    check_contents(*reader, path);
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {
    refuse(path, "is damaged: " + torch_message(error));
  }
  return reader;
}

}  // namespace

void check_archive(const std::string& path) { open_checked(path); }

std::optional<std::string> embedded_card(const std::string& path) {
  const auto reader = open_checked(path);
  if (!reader->hasRecord("extra/vidcam.json")) return std::nullopt;
  return record_text(*reader, "extra/vidcam.json");
}

torch::jit::Module load_module(const std::string& path) {
  check_archive(path);
  try {
    return torch::jit::load(path, c10::kCPU);
  } catch (const std::exception& error) {
    refuse(path, "LibTorch cannot load it: " + torch_message(error));
  }
}

}  // namespace vidcam::detail
