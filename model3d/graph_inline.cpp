#include "model3d/graph_inline.h"

#include <torch/csrc/jit/api/function_impl.h>
#include <torch/csrc/jit/passes/inline_fork_wait.h>
#include <torch/csrc/jit/passes/inliner.h>

#include <utility>

#include "model3d/graph_walk.h"
#include "pipeline/base/error.h"

namespace vidcam::detail {
namespace {

using torch::jit::Block;
using torch::jit::GraphFunction;
using torch::jit::Node;
using torch::jit::Value;
namespace prim = c10::prim;

constexpr int kMaxDepth = 200;

Node* mark_output(ModelGraph& model, Node* after, Value* out, const Site& site);

// A tuple is taken apart and put together again, so that a tap on one element reaches every later
// reader of the tuple.
Node* mark_elements(ModelGraph& model, Node* after, Value* out, const c10::TupleTypePtr& tuple,
                    const Site& site) {
  Node* take = model.graph->createTupleUnpack(out)->insertAfter(after);
  Node* build = model.graph->createTuple(take->outputs().vec(), tuple->schema() ? tuple : nullptr)
                    ->insertAfter(take);
  out->replaceAllUsesAfterNodeWith(build, build->output());
  Node* end =
      take;  // marks go between the two, so that an inner tuple is rebuilt before the outer one
  for (size_t i = 0; i < take->outputs().size(); ++i) {
    const std::string element =
        site.element + (site.element.empty() ? "" : ".") + std::to_string(i);
    end = mark_output(model, end, take->outputs()[i], {site.path, site.type, element});
  }
  return build;
}

Node* mark_output(ModelGraph& model, Node* after, Value* out, const Site& site) {
  if (is_tensor(out)) return add_mark(model, after, out, site);
  if (auto tuple = out->type()->cast<c10::TupleType>())
    return mark_elements(model, after, out, tuple, site);
  model.opaque.push_back(site.path + " -> " + out->type()->repr_str());
  return after;
}

class Inliner {
 public:
  explicit Inliner(ModelGraph& model) : model_(model), self_(model.graph->inputs()[0]) {}

  // All calls in [from, to). current: path of the module whose code this is.
  void run(Node* from, Node* to, const std::string& current, int depth) {
    if (depth > kMaxDepth) throw Error(ExitCode::Unusable, "the model calls itself without end");
    for (Node *n = from, *next = nullptr; n != to; n = next) {
      for (Block* b : n->blocks()) run(b->param_node()->next(), b->return_node(), current, depth);
      std::string path = current;
      GraphFunction* callee = called(n, path);
      next = n->next();  // the first mark of the call, or what followed it
      if (callee == nullptr) continue;
      callee->ensure_defined();
      Node* before = n->prev();
      torch::jit::inlineCallTo(n, callee, callee->graph().get());
      run(before->next(), next, path, depth + 1);
    }
  }

 private:
  // What a node calls; null for no call, or one that cannot be looked into. path becomes that of
  // the called module.
  GraphFunction* called(Node* n, std::string& path) {
    if (n->kind() == prim::CallFunction) {
      GraphFunction* f = torch::jit::tryToGraphFunction(n);
      if (f != nullptr) n->removeInput(0);
      return f;
    }
    return n->kind() == prim::CallMethod ? called_method(n, path) : nullptr;
  }

  GraphFunction* called_method(Node* n, std::string& path) {
    Value* object = n->input(0);
    const auto where = attribute_path(object, self_);
    auto cls = object->type()->cast<c10::ClassType>();
    if (!cls && where) {  // a module interface: the object says what it is
      cls = attribute(model_.module, *where).toObject()->type();
      object->setType(cls);
    }
    auto* method = cls ? cls->findMethod(n->s(c10::attr::name)) : nullptr;
    GraphFunction* f = method != nullptr ? torch::jit::tryToGraphFunction(*method) : nullptr;
    if (f == nullptr) {
      model_.notes.emplace_back("cannot look into calls through " + object->type()->repr_str());
    } else if (where && *where != path) {
      path = *where;
      mark_output(model_, n, n->output(), {path, cls->name()->name(), ""});
    }
    return f;
  }

  ModelGraph& model_;
  Value* self_;
};

}  // namespace

void inline_calls(ModelGraph& model) {
  Block* top = model.graph->block();
  Inliner inliner(model);
  inliner.run(top->param_node()->next(), top->return_node(), "", 0);
  while (!torch::jit::findAllNodes(*model.graph, prim::fork, true).empty()) {
    torch::jit::InlineForkWait(model.graph);
    inliner.run(top->param_node()->next(), top->return_node(), "", 0);
  }
}

}  // namespace vidcam::detail
