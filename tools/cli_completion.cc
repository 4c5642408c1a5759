#include "tools/cli_completion.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "tools/completion.h"

namespace groundswell {
namespace {

// Commands of one word, then those of two.
std::vector<CompletedCommand> CommandsOf(const CLI::App& app) {
  std::vector<CompletedCommand> all, inner_ones;
  const auto add = [](const CLI::App& command, std::string name, std::vector<CompletedCommand>* to) {
    CompletedCommand& added = to->emplace_back();
    added.name = std::move(name);
    added.help = command.get_description();
    for (const CLI::Option* option : command.get_options())
      for (const std::string& flag : option->get_lnames()) added.flags.push_back("--" + flag);
    for (const CLI::App* inner : command.get_subcommands(nullptr)) added.commands.push_back(inner->get_name());
  };
  for (const CLI::App* command : app.get_subcommands(nullptr)) {
    add(*command, command->get_name(), &all);
    for (const CLI::App* inner : command->get_subcommands(nullptr))
      add(*inner, command->get_name() + " " + inner->get_name(), &inner_ones);
  }
  all.insert(all.end(), inner_ones.begin(), inner_ones.end());
  return all;
}

}  // namespace

void AddCompletion(CLI::App* app, Invocation* invocation) {
  CLI::App* command = app->add_subcommand("completion", "Prints a script by which a shell completes commands");
  const auto shell = std::make_shared<std::string>();
  command->add_option("shell", *shell, "bash, zsh or fish")->required()->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->callback([app, shell, invocation] {
    invocation->run = [app, shell](const Config&, const Console& console) {
      const Shell wanted = *shell == "bash" ? Shell::kBash : *shell == "zsh" ? Shell::kZsh : Shell::kFish;
      *console.out << CompletionScript(wanted, CommandsOf(*app));
      return Status();
    };
  });
}

}  // namespace groundswell
