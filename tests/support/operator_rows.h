#pragma once

#include <ATen/core/Tensor.h>
#include <ATen/record_function.h>

#include <memory>
#include <string>
#include <utility>

namespace vidcam::testing {

// While it lives: how many rows (clips) this thread gives to an operator, "aten::conv3d", of which
// each call counts. One at a time.
class OperatorRows {
 public:
  explicit OperatorRows(std::string name) : name_(std::move(name)) {
    current() = this;
    handle_ = at::addThreadLocalCallback(at::RecordFunctionCallback(&count).needsInputs(true));
  }
  ~OperatorRows() {
    at::removeCallback(handle_);
    current() = nullptr;
  }
  OperatorRows(const OperatorRows&) = delete;
  OperatorRows& operator=(const OperatorRows&) = delete;

  [[nodiscard]] int64_t rows() const { return rows_; }

 private:
  static OperatorRows*& current() {
    thread_local OperatorRows* counter = nullptr;
    return counter;
  }
  static std::unique_ptr<at::ObserverContext> count(const at::RecordFunction& call) {
    OperatorRows* counter = current();
    if (counter != nullptr && counter->name_ == call.name())
      counter->rows_ += call.inputs().at(0).toTensor().size(0);
    return nullptr;
  }

  std::string name_;
  at::CallbackHandle handle_ = 0;
  int64_t rows_ = 0;
};

}  // namespace vidcam::testing
