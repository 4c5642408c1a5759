#include "tools/cli_oncall.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "tools/command_oncall.h"

namespace groundswell {
namespace {

void AddOnCall(CLI::App* app, Invocation* invocation) {
  CLI::App* command = app->add_subcommand("oncall", "Who is on duty by the rota, and who comes next");
  const auto options = std::make_shared<OnCallOptions>();
  command->add_option("--at", options->at, "At this time; default: now")->type_name("TIME");
  command->add_flag("--json", options->json, "One JSON object instead of text");
  command->callback([options, invocation] {
    invocation->run = [options](const Config& config, const Console& console) {
      return RunOnCall(*options, config, console);
    };
  });
}

void AddLinks(CLI::App* app, Invocation* invocation) {
  CLI::App* command = app->add_subcommand("links", "The key of signed links: another one ends those that are out");
  const auto options = std::make_shared<LinksOptions>();
  command->add_option("--data-dir", options->data_dir, "The data folder (storage.data_dir)")->type_name("DIR");
  command->add_flag("--rotate", options->rotate, "Make another key");
  command->callback([options, invocation] {
    invocation->run = [options](const Config& config, const Console& console) {
      return RunLinks(*options, config, console);
    };
  });
}

}  // namespace

void AddOnCallCommands(CLI::App* app, Invocation* invocation) {
  AddOnCall(app, invocation);
  AddLinks(app, invocation);
}

}  // namespace groundswell
