#include <iostream>

#include "explain3d/method_list.h"
#include "pipeline/cli/command.h"

namespace vidcam {

namespace po = boost::program_options;

int run_methods(const Arguments& arguments) {
  po::options_description options("Options");
  options.add_options()("help,h", "this text");
  const auto values = parse_arguments(arguments, options, {}, "methods");
  if (values.count("help") > 0) {
    std::cout << "vidcam methods: the explanation methods, with formula, equation and paper\n\n"
              << options;
    return 0;
  }
  for (const MethodInfo& m : list_methods()) {
    std::cout << m.name << "\n  " << m.formula << "\n  " << m.equation << ", " << m.paper << "\n";
    if (!m.cost.empty()) std::cout << "  asks the model again: " << m.cost << "\n";
  }
  return 0;
}

}  // namespace vidcam
