#include "tools/cli_cases.h"

#include <CLI/CLI.hpp>
#include <array>
#include <memory>

#include "tools/command_cases.h"

namespace groundswell {
namespace {

// What a command takes beside the group: an option, or words behind the id where the name has no dashes.
struct ActField {
  const char* option = nullptr;
  const char* name = nullptr;  // in the body
  const char* help = nullptr;
  bool is_required = false;
};

struct ActCommand {
  CaseActionKind kind;
  const char* help;
  std::array<ActField, 6> fields;
};

constexpr ActField kText = {"--text", "text", "What else there is to say", false};

const ActCommand kActs[] = {
    {CaseActionKind::kAck, "Take the case of a group: received becomes registered", {{kText}}},
    {CaseActionKind::kAssign, "Hand a case to somebody", {{{"--to", "to", "Whose it is from now on", true}, kText}}},
    {CaseActionKind::kNote, "Note something on a case", {{{"text", "text", "The note", true}}}},
    {CaseActionKind::kLink,
     "Link a case to a ticket or an address",
     {{{"link", "link", "The ticket or address", true}, kText}}},
    {CaseActionKind::kAnalyse, "Say what a case comes from", {{{"--cause", "cause", "The cause", true}, kText}}},
    {CaseActionKind::kHandle, "Say what is done about a case", {{{"measure", "measure", "The measure", true}}}},
    {CaseActionKind::kAnswer,
     "Say what those who complained were told",
     {{{"text", "text", "The answer", true}, {"--link", "link", "Where it stands", false}}}},
    {CaseActionKind::kResolve,
     "Close a case: it opens again when its cause recurs",
     {{{"--cause", "cause", "What it came from", true}, {"--measure", "measure", "What was done about it", true}}}},
    {CaseActionKind::kReview, "Say what is learned of a resolved case", {{{"text", "text", "The lesson", true}}}},
    {CaseActionKind::kReopen, "Open a closed case again", {{{"reason", "reason", "Why", true}}}},
    {CaseActionKind::kDismiss,
     "Call a group a false alarm: it is quiet until it changes",
     {{{"reason", "reason", "Why", true}}}},
    {CaseActionKind::kSilence,
     "Deliver nothing of a group, its organisation or its cause for a while",
     {{{"--until", "until", "A time, or a duration from now such as 4h", true},
       {"--reason", "reason", "Why", true},
       {"--scope", "scope", "group (the default), org or cause", false}}}},
    {CaseActionKind::kPerson,
     "Note what became of one who complained",
     {{{"--state", "state", "contacted, answered, settled, refused, withdrawn or followed_up", true},
       {"--post", "post", "A post of theirs", false},
       {"--channel", "channel", "The channel of that post", false},
       {"--person", "person", "Their hash, 16 hex digits, in place of a post", false},
       {"--link", "link", "A ticket", false},
       kText}}},
    {CaseActionKind::kFollowUp,
     "Set the day to look at a case again",
     {{{"--at", "at", "A day, a time, or a duration from now such as 7d", true}, kText}}},
    {CaseActionKind::kPromise,
     "Note what those who complained were promised, and until when",
     {{{"--due", "due", "A day, a time, or a duration from now such as 3d", true},
       {"text", "text", "The promise", true}}}},
    {CaseActionKind::kPromiseKept, "Note that the promise due first is kept", {{kText}}},
    {CaseActionKind::kExtend,
     "Extend a deadline of a case, as the profile allows",
     {{{"deadline", "deadline", "Its name, as `show` prints it", true}, {"--reason", "reason", "Why", true}}}},
    {CaseActionKind::kReport,
     "Note that the report which a deadline asks for was made",
     {{{"deadline", "deadline", "Its name, as `show` prints it", true}, kText}}},
    {CaseActionKind::kReviewRequest, "Note that those who complained ask for a review", {{kText}}},
};

void AddCommonOptions(CLI::App* command, CaseCommand* options) {
  command->add_option("--url", options->address.url, "Address of the running engine")
      ->type_name("URL")
      ->capture_default_str();
  command->add_option("--token-file", options->address.token_file, "Holds the bearer token")->type_name("FILE");
  command->add_option("--lang", options->language, "Language of the words: zh-CN or en")
      ->type_name("LANG")
      ->envname("LANG");
  command->add_flag("--json", options->json, "The engine's answer, one JSON object");
}

void AddBy(CLI::App* command, std::string* by) {
  command->add_option("--by", *by, "Who does it")->type_name("NAME")->envname("USER")->required();
}

void AddAct(const ActCommand& act, CLI::App* app, Invocation* invocation) {
  // `report` is the command that tells of a day.
  const std::string name = act.kind == CaseActionKind::kReport ? "reported" : std::string(CaseActionName(act.kind));
  CLI::App* command = app->add_subcommand(name, act.help);
  const auto options = std::make_shared<ActOptions>();
  options->kind = act.kind;
  command->add_option("id", options->id, "The group")->required()->type_name("ID");
  options->fields.reserve(act.fields.size());
  for (const ActField& field : act.fields) {
    if (field.option == nullptr) continue;
    auto& value = options->fields.emplace_back(field.name, std::string()).second;
    command->add_option(field.option, value, field.help)->required(field.is_required);
  }
  AddBy(command, &options->by);
  AddCommonOptions(command, options.get());
  command->callback([options, invocation] {
    invocation->run = [options](const Config&, const Console& console) { return RunAct(*options, console); };
  });
}

void AddCorrect(CLI::App* app, Invocation* invocation) {
  CLI::App* command = app->add_subcommand("correct", "Say what a post and its copies say: counted anew at once");
  const auto options = std::make_shared<CorrectOptions>();
  command->add_option("channel", options->channel, "The channel of the post")->required();
  command->add_option("id", options->id, "The post")->required();
  command->add_option("--sentiment", options->sentiment, "What mood it has")
      ->check(CLI::IsMember({"negative", "neutral", "positive"}));
  command->add_option("--complaint", options->complaint, "Whether it complains")
      ->check(CLI::IsMember({"true", "false"}));
  command->add_option("--org", options->org, "Whom it is about");
  command->add_flag("--no-org", options->no_org, "It is about no known organisation");
  command->add_option("--cause", options->cause, "What it is about: a tag of the taxonomy, or a class");
  command->add_option("--reason", options->reason, "Why");
  AddBy(command, &options->by);
  AddCommonOptions(command, options.get());
  command->callback([options, invocation] {
    invocation->run = [options](const Config&, const Console& console) { return RunCorrect(*options, console); };
  });
}

void AddList(CLI::App* app, Invocation* invocation) {
  CLI::App* command = app->add_subcommand("cases", "Lists the cases of a running engine, the last changed first");
  const auto options = std::make_shared<ListCasesOptions>();
  command->add_option("--status", options->status, "Cases in these states alone, with commas between");
  command->add_option("--assignee", options->assignee, "Cases of this person alone");
  command->add_flag("--due", options->by_due, "Those for which deadlines run, what is due first standing first");
  command->add_option("--limit", options->limit, "How many")->check(CLI::Range(1, 500))->capture_default_str();
  AddCommonOptions(command, options.get());
  command->callback([options, invocation] {
    invocation->run = [options](const Config&, const Console& console) { return RunListCases(*options, console); };
  });
}

void AddShow(CLI::App* app, Invocation* invocation) {
  CLI::App* command = app->add_subcommand("show", "Shows a case with all that was done");
  const auto options = std::make_shared<ShowCaseOptions>();
  command->add_option("id", options->id, "The group")->required()->type_name("ID");
  AddCommonOptions(command, options.get());
  command->callback([options, invocation] {
    invocation->run = [options](const Config&, const Console& console) { return RunShowCase(*options, console); };
  });
}

void AddDraft(CLI::App* app, Invocation* invocation) {
  CLI::App* command = app->add_subcommand("draft", "Drafts the report to the regulator about a case");
  const auto options = std::make_shared<DraftOptions>();
  command->add_option("id", options->id, "The group")->required()->type_name("ID");
  command->add_option("--format", options->format, "md, Markdown, or docx, a Word file")
      ->check(CLI::IsMember({"md", "docx"}))
      ->capture_default_str();
  command->add_option("--out", options->out, "The file to write; stdout without it")->type_name("FILE");
  AddCommonOptions(command, options.get());
  command->callback([options, invocation] {
    invocation->run = [options](const Config&, const Console& console) { return RunDraft(*options, console); };
  });
}

}  // namespace

void AddCallerOptions(CLI::App* command, CaseCommand* options, std::string* by) {
  AddBy(command, by);
  AddCommonOptions(command, options);
}

void AddCaseCommands(CLI::App* app, Invocation* invocation) {
  AddList(app, invocation);
  AddShow(app, invocation);
  AddDraft(app, invocation);
  for (const ActCommand& act : kActs) AddAct(act, app, invocation);
  AddCorrect(app, invocation);
}

}  // namespace groundswell
