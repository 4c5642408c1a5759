#include "tools/cli_report.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "tools/command_report.h"

namespace groundswell {

void AddReportCommand(CLI::App* app, Invocation* invocation) {
  CLI::App* command = app->add_subcommand("report", "The report of a day, a week or a month");
  const auto options = std::make_shared<ReportOptions>();
  auto* day = command->add_option("--day", options->period, "A day, such as 2026-03-05")->type_name("D");
  auto* week = command->add_option("--week", options->period, "A week, such as 2026-W10")->type_name("W");
  auto* month = command->add_option("--month", options->period, "A month, such as 2026-03")->type_name("M");
  day->excludes(week)->excludes(month);
  week->excludes(month);
  command->add_option("--format", options->format, "md, html, docx or json")
      ->check(CLI::IsMember({"md", "html", "docx", "json"}))
      ->capture_default_str();
  command->add_flag_callback(
      "--json", [options] { options->format = "json"; }, "As --format json");
  command->add_option("--out", options->out, "The file to write; stdout without it")->type_name("FILE");
  command->add_option("--lang", options->language, "zh-CN or en")->type_name("LANG")->envname("LANG");
  command->add_option("--url", options->address.url, "Address of the running engine")
      ->type_name("URL")
      ->capture_default_str();
  command->add_option("--token-file", options->address.token_file, "Holds the bearer token")->type_name("FILE");
  command->add_option("--data-dir", options->data_dir, "The folder of a stopped engine, in place of a running one")
      ->type_name("D");
  command->callback([options, invocation] {
    if (options->period.empty()) throw CLI::RequiredError("--day, --week or --month");
    invocation->run = [options](const Config& config, const Console& console) {
      return RunReport(*options, config, console);
    };
  });
}

}  // namespace groundswell
