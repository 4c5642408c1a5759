#include "tools/cli.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>

#include "tools/cli_commands.h"

namespace groundswell {
namespace {

constexpr int kDone = 0, kFailed = 1, kBadUsage = 2;

// Conflict is a data folder that belongs to another input or setting: the call is wrong, not the work.
int ExitStatus(const Status& status) {
  if (status.ok()) return kDone;
  return status.code() == Code::kInvalid || status.code() == Code::kConflict ? kBadUsage : kFailed;
}

int Fail(const Status& status, int exit_status, const Console& console) {
  *console.err << "groundswell: " << status.message() << "\n";
  return exit_status;
}

// Flags every command takes, after its name.
void AddSettingFlags(CLI::App* command, Invocation* invocation) {
  for (CLI::App* inner : command->get_subcommands(nullptr)) AddSettingFlags(inner, invocation);
  if (!command->get_subcommands(nullptr).empty()) return;
  command->add_option("--config", invocation->config.file, "TOML file with settings")->type_name("FILE");
  // One value a flag, so that what follows it is read as what it is.
  command->add_option("--set", invocation->config.sets, "One setting; may be repeated")
      ->type_name("KEY=VALUE")
      ->allow_extra_args(false);
}

}  // namespace

int RunCommandLine(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  const Console console{&std::cin, &std::cout, &std::cerr, isatty(STDERR_FILENO) == 1};
  const int exit_status = RunCommandLine(std::vector<std::string>(argv + 1, argv + argc), environ, console);
  if (!std::cout.flush()) {
    return Fail(IoError("the results could not be written to stdout; is the disk full or the reader gone?"), kFailed,
                console);
  }
  return exit_status;
}

int RunCommandLine(const std::vector<std::string>& arguments, char** environment, const Console& console) {
  CLI::App app("Finds group complaints in streams of posts.", "groundswell");
  app.set_version_flag("--version", std::string("groundswell " GROUNDSWELL_VERSION));
  app.require_subcommand(1);
  Invocation invocation;
  AddCommands(&app, &invocation);
  for (CLI::App* command : app.get_subcommands(nullptr)) AddSettingFlags(command, &invocation);
  try {
    // CLI11 takes the arguments last one first.
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::ParseError& stop) {
    return app.exit(stop, *console.out, *console.err) == 0 ? kDone : kBadUsage;
  }
  invocation.config.environment = SettingsOfEnvironment(environment);
  const Result<Config> config = Config::Load(invocation.config);
  if (!config.ok()) return Fail(config.status(), kBadUsage, console);
  const Status status = invocation.run(*config, console);
  return status.ok() ? kDone : Fail(status, ExitStatus(status), console);
}

}  // namespace groundswell
