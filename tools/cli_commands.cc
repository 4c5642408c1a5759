#include "tools/cli_commands.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "ingest/mapping_columns.h"
#include "tools/cli_cases.h"
#include "tools/cli_completion.h"
#include "tools/cli_oncall.h"
#include "tools/cli_report.h"
#include "tools/command_check_config.h"
#include "tools/command_classify.h"
#include "tools/command_drill.h"
#include "tools/command_eval_pairs.h"
#include "tools/command_eval_sentiment.h"
#include "tools/command_forget.h"
#include "tools/command_generate.h"
#include "tools/command_receivers.h"
#include "tools/command_store.h"
#include "tools/command_train.h"
#include "tools/eval_clustering.h"
#include "tools/eval_detection.h"
#include "tools/map.h"
#include "tools/replay.h"
#include "tools/sequence_export.h"
#include "tools/serve.h"

namespace groundswell {
namespace {

void AddClassify(CLI::App* app, Invocation* invocation) {
  CLI::App* command = app->add_subcommand("classify", "Posts in, language, sentiment and complaint of each out");
  const auto options = std::make_shared<ClassifyOptions>();
  command->add_option("inputs", options->inputs, "Files of posts; without any, or for -, stdin")->type_name("FILE");
  command->add_flag("--strict", options->strict, "Exit with 1 when a record was refused");
  command->callback([options, invocation] {
    invocation->run = [options](const Config& config, const Console& console) {
      return RunClassify(*options, config, console);
    };
  });
}

// A table's mapping in one line, in the place of --mapping. `owner` keeps *mapping alive.
template <typename Owner>
void AddColumns(CLI::App* command, std::string* mapping, const std::shared_ptr<Owner>& owner) {
  command
      ->add_option_function<std::string>(
          "--columns",
          [mapping, owner](const std::string& columns) { *mapping = std::string(kColumnsPrefix) + columns; },
          "The files are tables (CSV, XLSX): which column is what, as id=number,time=date,text=words")
      ->type_name("C")
      ->excludes("--mapping");
}

void AddMap(CLI::App* app, Invocation* invocation) {
  CLI::App* command = app->add_subcommand("map", "Another system's records in, posts out, by a mapping");
  const auto options = std::make_shared<MapOptions>();
  command->add_option("inputs", options->inputs, "Files of records; without any, or for -, stdin")->type_name("FILE");
  command->add_option("--mapping", options->mapping, "A built-in mapping by its name, or a file that ends in .toml")
      ->type_name("M");
  AddColumns(command, &options->mapping, options);
  command->add_option("--out", options->out, "Gets the posts; default: stdout")->type_name("FILE");
  command->add_flag("--list", options->list, "Tell the built-in mappings and the traits of their channels");
  command->add_flag("--show", options->show, "Print the file of a built-in mapping");
  command->add_flag("--json", options->json, "Posts, counts and refusals as one JSON object on stdout");
  command->add_flag("--strict", options->strict, "Exit with 1 when a record was refused");
  command->callback([options, invocation] {
    invocation->run = [options](const Config& config, const Console& console) {
      return RunMap(*options, config, console);
    };
  });
}

void AddEvalClustering(CLI::App* eval, Invocation* invocation) {
  CLI::App* command = eval->add_subcommand("clustering", "Groups against the labels in a file");
  const auto options = std::make_shared<EvalClusteringOptions>();
  command->add_option("file", options->input, "Posts with a label")->required()->type_name("FILE");
  command->add_option("--assignments", options->assignments, "Gets the group of every post")->type_name("FILE");
  CLI::Option* seed =
      command->add_option("--shuffle", options->seed, "Replay in an order made from this seed")->type_name("SEED");
  command->add_option("--repeat", options->repeat, "Orders to replay; mean and deviation are told")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_flag("--json", options->json, "One JSON object instead of a table");
  command->callback([options, seed, invocation] {
    options->shuffle = seed->count() > 0;
    invocation->run = [options](const Config& config, const Console& console) {
      return RunEvalClustering(*options, config, console);
    };
  });
}

void AddEvalDetection(CLI::App* eval, Invocation* invocation) {
  CLI::App* command = eval->add_subcommand("detection", "Alerts against the labelled groups in a file");
  const auto options = std::make_shared<EvalDetectionOptions>();
  command->add_option("file", options->input, "Posts, those of true groups with a label")
      ->required()
      ->type_name("FILE");
  command->add_option("--level", options->level, "The level an alert must reach")->capture_default_str();
  command->add_option("--min-complainants", options->min_complainants, "People a label needs to be a true group")
      ->check(CLI::Range(2, 1000000))
      ->capture_default_str();
  command->add_option("--truth", options->truth, "What generate told of the drills in it: adds a table by case")
      ->type_name("FILE");
  command->add_flag("--json", options->json, "One JSON object instead of a table");
  command->callback([options, invocation] {
    invocation->run = [options](const Config& config, const Console& console) {
      return RunEvalDetection(*options, config, console);
    };
  });
}

void AddEvalSentiment(CLI::App* eval, Invocation* invocation) {
  CLI::App* command = eval->add_subcommand("sentiment", "Sentiment against the truth in a file");
  const auto options = std::make_shared<EvalSentimentOptions>();
  command->add_option("input", options->input, "Posts with `sentiment`")->type_name("FILE")->required();
  command->add_flag("--json", options->json, "One JSON object instead of a table");
  command->callback([options, invocation] {
    invocation->run = [options](const Config& config, const Console& console) {
      return RunEvalSentiment(*options, config, console);
    };
  });
}

void AddEvalPairs(CLI::App* eval, Invocation* invocation) {
  CLI::App* command = eval->add_subcommand("pairs", "Whether texts that ask the same thing lie close");
  const auto options = std::make_shared<EvalPairsOptions>();
  command->add_option("file", options->input, "Lines of `a`, `b` and `same`")->required()->type_name("FILE");
  command->add_flag("--json", options->json, "One JSON object instead of a table");
  command->callback([options, invocation] {
    invocation->run = [options](const Config& config, const Console& console) {
      return RunEvalPairs(*options, config, console);
    };
  });
}

void AddEval(CLI::App* app, Invocation* invocation) {
  CLI::App* eval = app->add_subcommand("eval", "Scores against labelled files");
  eval->require_subcommand(1);
  AddEvalClustering(eval, invocation);
  AddEvalSentiment(eval, invocation);
  AddEvalPairs(eval, invocation);
  AddEvalDetection(eval, invocation);
}

// The mapping says what its channel is like, below all that is configured.
template <typename Options>
Status TakeMapping(const std::string& name, Options* options, ConfigInputs* config) {
  if (name.empty()) return {};
  auto mapping = LoadMapping(name);
  if (!mapping.ok()) return mapping.status();
  options->mapping = *mapping;
  config->mapped = TraitSettings(options->mapping->channel());
  return {};
}

void AddReplay(CLI::App* app, Invocation* invocation) {
  CLI::App* command = app->add_subcommand("replay", "Recorded posts through the engine on event time");
  const auto options = std::make_shared<ReplayOptions>();
  command
      ->add_option("files", options->files, "Recorded posts or a sequence (.jsonl, .jsonl.gz, .jsonl.zst), - for stdin")
      ->required()
      ->type_name("FILE");
  command->add_option("--alerts", options->outputs.alerts, "Gets every alert, in order")->type_name("FILE");
  command->add_option("--groups", options->outputs.groups, "Gets the groups that reached watch")->type_name("FILE");
  command->add_option("--assignments", options->outputs.assignments, "Gets the group of every post")->type_name("FILE");
  command->add_option("--rejects", options->outputs.rejects, "Gets the refused lines, with reasons")->type_name("FILE");
  command->add_option("--summary", options->outputs.summary, "Gets the counts and rates, one object")
      ->type_name("FILE");
  command->add_option("--speed", options->speed, "max, or a factor of event time such as 60x")->capture_default_str();
  command->add_option("--threads", options->threads, "Threads to use; 0 takes one for each core")
      ->capture_default_str();
  command->add_option("--data-dir", options->data_dir, "Folder to keep, so that a killed run goes on; default: none")
      ->type_name("DIR");
  command->add_flag("--json", options->json, "The summary as one JSON object on stdout");
  command->add_flag("--strict", options->strict, "Exit with 1 when a record was refused");
  const auto mapping = std::make_shared<std::string>();
  command->add_option("--mapping", *mapping, "The files hold another system's records: a mapping, as `map` takes it")
      ->type_name("M");
  AddColumns(command, mapping.get(), mapping);
  command->callback([options, mapping, invocation] {
    if (const Status status = TakeMapping(*mapping, options.get(), &invocation->config); !status.ok()) {
      invocation->run = [status](const Config&, const Console&) { return status; };
      return;
    }
    invocation->run = [options](const Config& config, const Console& console) {
      return RunReplay(*options, config, console);
    };
  });
}

void AddGenerate(CLI::App* app, Invocation* invocation) {
  CLI::App* command = app->add_subcommand("generate", "Writes a seeded synthetic feed with planted group complaints");
  const auto options = std::make_shared<GenerateCommandOptions>();
  command->add_option("--out", options->out_path, "File to write; without it, stdout")->type_name("FILE");
  command->add_option("--seed", options->feed.seed, "The same seed gives the same feed")->capture_default_str();
  command->add_option("--scenario", options->feed.scenario, "What happens in it: day or drills")->capture_default_str();
  command->add_option("--days", options->feed.days, "Days of it; 0 is the scenario's own number")
      ->capture_default_str();
  command->add_option("--posts", options->feed.posts, "About how many posts; 0 is the scenario's own number")
      ->capture_default_str();
  command->add_option("--start", options->start, "Time of the first midnight, RFC 3339")->type_name("TIME");
  command->add_option("--truth", options->truth_path, "Gets the truth of the drills, a line each")->type_name("FILE");
  command->add_option("--calendar", options->calendar_path, "Gets the planned events of the drills")->type_name("FILE");
  command->add_flag("--no-truth", options->no_truth, "Leave the labels out");
  command->callback([options, invocation] {
    invocation->run = [options](const Config&, const Console& console) { return RunGenerate(*options, console); };
  });
}

void AddTrain(CLI::App* app, Invocation* invocation) {
  CLI::App* command = app->add_subcommand("train", "Makes the model files from labelled and raw text");
  const auto options = std::make_shared<TrainCommandOptions>();
  const auto model = std::make_shared<std::string>("all");
  options->files.out_dir = "models";
  command->add_option("--data", options->files.data_dir, "Folder that holds sentiment/, complaints/, pairs/, stream/")
      ->type_name("DIR")
      ->required();
  command->add_option("--out", options->files.out_dir, "Folder that gets the model files")
      ->type_name("DIR")
      ->capture_default_str();
  command->add_option("--leave-out", options->files.leave_out,
                      "Trains the scores without this set and judges them on its test texts; writes nothing");
  command
      ->add_option("--model", *model,
                   "What to make: scores (sentiment and complaint), embedding, or all of these; evidence prints the "
                   "weights of models/default_taxonomy.toml")
      ->check(CLI::IsMember({"all", "scores", "embedding", "evidence"}))
      ->capture_default_str();
  command->add_option("--words", options->files.words_file, "English words with vectors, distilled beforehand")
      ->type_name("FILE")
      ->capture_default_str();
  command->callback([options, model, invocation] {
    options->fits_evidence = *model == "evidence";
    options->trains_scores = *model != "embedding";
    options->trains_embedding = *model != "scores" && options->files.leave_out.empty();
    invocation->run = [options](const Config&, const Console& console) { return RunTrain(*options, console); };
  });
}

void AddStoreCommand(CLI::App* store, const std::string& name, const std::string& help,
                     Status (*run)(const StoreOptions&, const Console&), Invocation* invocation) {
  CLI::App* command = store->add_subcommand(name, help);
  const auto options = std::make_shared<StoreOptions>();
  command->add_option("--data-dir", options->data_dir, "The data folder")->type_name("DIR")->required();
  command->add_flag("--json", options->json, "One JSON object instead of text");
  if (name == "verify")
    command->add_option("--head", options->head, "A head of the audit log, noted before: the log must have come by it")
        ->type_name("HASH");
  command->callback([options, run, invocation] {
    invocation->run = [options, run](const Config&, const Console& console) { return run(*options, console); };
  });
}

void AddServe(CLI::App* app, Invocation* invocation) {
  CLI::App* command = app->add_subcommand("serve", "The engine live: posts in over HTTP, groups and alerts out");
  const auto options = std::make_shared<ServeOptions>();
  command->add_option("--listen", options->listen, "Address to listen on; port 0 takes a free one (serve.listen)")
      ->type_name("HOST:PORT");
  command->add_option("--data-dir", options->data_dir, "Folder of the store (storage.data_dir)")->type_name("D");
  command->add_option("--import", options->imports, "Takes this history in first, and delivers nothing of it")
      ->type_name("FILE")
      ->allow_extra_args(false);
  command->add_option("--threads", options->threads, "Threads that read posts; 0 as the machine has cores")
      ->check(CLI::Range(0, 256));
  const auto mapping = std::make_shared<std::string>();
  command->add_option("--mapping", *mapping, "The history holds another system's records: a mapping, as `map` takes it")
      ->type_name("M");
  AddColumns(command, mapping.get(), mapping);
  command->callback([options, mapping, invocation] {
    if (const Status status = TakeMapping(*mapping, options.get(), &invocation->config); !status.ok()) {
      invocation->run = [status](const Config&, const Console&) { return status; };
      return;
    }
    invocation->run = [options](const Config& config, const Console& console) {
      return RunServe(*options, config, console);
    };
  });
}

void AddStoreExport(CLI::App* store, Invocation* invocation) {
  CLI::App* command = store->add_subcommand(
      "export", "Writes what was sequenced, for replay to read; what people did, and what they taught");
  const auto options = std::make_shared<ExportOptions>();
  command->add_option("--data-dir", options->data_dir, "The data folder")->type_name("DIR")->required();
  command->add_option("--sequence", options->sequence, "Gets the sequence, - for stdout")->type_name("FILE");
  command->add_option("--audit", options->audit, "Gets what people did, entry by entry")->type_name("FILE");
  command->add_option("--labels", options->labels, "Gets what people corrected, dismissed and closed, for eval")
      ->type_name("FILE");
  command->add_flag("--json", options->json, "What was written and what is missing, as one JSON object on stdout");
  command->callback([options, invocation] {
    invocation->run = [options](const Config&, const Console& console) { return RunStoreExport(*options, console); };
  });
}

void AddStoreForget(CLI::App* store, Invocation* invocation) {
  CLI::App* command = store->add_subcommand(
      "forget", "Forgets one person, one post, or the words of one audit entry, in a store that no engine has open");
  const auto options = std::make_shared<ForgetOptions>();
  command->add_option("--data-dir", options->data_dir, "The data folder")->type_name("DIR")->required();
  command->add_option("--channel", options->channel, "The channel of the author or post; default: `default`");
  command->add_option("--author", options->author, "A person, by an account of the channel");
  command->add_option("--customer", options->customer, "A person, by the id that records give as `person`");
  command->add_option("--person", options->person, "A person, by the hash that registers and exports show")
      ->type_name("HASH");
  command->add_option("--post", options->post, "One post of the channel")->type_name("ID");
  command->add_option("--entry", options->entry, "The words of this entry of the audit log")->type_name("N");
  command->add_option("--by", options->by, "Who has it forgotten")->type_name("NAME")->envname("USER")->required();
  command->add_option("--reason", options->reason, "Why");
  command->add_flag("--json", options->json, "One JSON object instead of text");
  command->callback([options, invocation] {
    invocation->run = [options](const Config& config, const Console& console) {
      return RunStoreForget(*options, config, console);
    };
  });
}

void AddStore(CLI::App* app, Invocation* invocation) {
  CLI::App* store = app->add_subcommand("store", "Looks into a data folder, and copies its sequence out");
  store->require_subcommand(1);
  AddStoreCommand(store, "inspect", "What the folder holds", RunStoreInspect, invocation);
  AddStoreCommand(store, "verify", "Reads all of it and checks that its parts agree", RunStoreVerify, invocation);
  AddStoreCommand(store, "compact", "Rewrites its files without what was deleted or has expired", RunStoreCompact,
                  invocation);
  AddStoreExport(store, invocation);
  AddStoreForget(store, invocation);
}

void AddReceivers(CLI::App* app, Invocation* invocation) {
  CLI::App* receivers = app->add_subcommand("receivers", "The places that alerts go to");
  receivers->require_subcommand(1);
  CLI::App* command = receivers->add_subcommand("test", "Sends a marked test message, and prints the answer");
  const auto options = std::make_shared<ReceiversTestOptions>();
  command->add_option("name", options->name, "Of one receiver")->type_name("NAME");
  command->add_flag("--all", options->is_all, "To all of them");
  command->add_flag("--json", options->json, "One JSON object instead of a table");
  command->callback([options, invocation] {
    invocation->run = [options](const Config& config, const Console& console) {
      return RunReceiversTest(*options, config, console);
    };
  });
}

void AddRoute(CLI::App* app, Invocation* invocation) {
  CLI::App* command = app->add_subcommand("route", "Where an alert would go, and as what; nothing is sent");
  const auto options = std::make_shared<RouteCommandOptions>();
  command->add_option("file", options->file, "One alert, - for stdin")->required()->type_name("ALERT.json");
  command->add_option("--at", options->at, "As if it were decided then; default: now")->type_name("TIME");
  command->add_flag("--json", options->json, "One JSON object instead of text");
  command->callback([options, invocation] {
    invocation->run = [options](const Config& config, const Console& console) {
      return RunRoute(*options, config, console);
    };
  });
}

void AddDrill(CLI::App* app, Invocation* invocation) {
  CLI::App* command =
      app->add_subcommand("drill", "Sends a marked drill through the real receivers, and times the answer");
  const auto options = std::make_shared<DrillOptions>();
  command->add_option("--receiver", options->receivers, "Gets it (repeatable); default: who watches")
      ->type_name("NAME");
  command->add_option("--level", options->level, "As which it is sent")
      ->check(CLI::IsMember({"watch", "emerging", "major", "crisis"}))
      ->capture_default_str();
  command->add_option("--text", options->text, "What it says behind its mark");
  command->add_option("--wait", options->wait, "For a confirmation: 90s, 10m, 1h")
      ->type_name("T")
      ->capture_default_str();
  CLI::Option* ack = command->add_option("--ack", options->ack, "Confirms this drill instead")->type_name("ID");
  command->add_flag("--list", options->list, "Tells of those before instead")->excludes(ack);
  AddCallerOptions(command, options.get(), &options->by);
  command->get_option("--by")->required(false);
  command->callback([options, invocation] {
    // Who only looks at what there was does nothing in anybody's name.
    if (options->by.empty() && !options->list) throw CLI::RequiredError("--by");
    invocation->run = [options](const Config&, const Console& console) { return RunDrill(*options, console); };
  });
}

void AddCheckConfig(CLI::App* app, Invocation* invocation) {
  CLI::App* command =
      app->add_subcommand("check-config", "Validates and prints the effective configuration, secrets masked");
  const auto options = std::make_shared<CheckConfigOptions>();
  command->add_flag("--json", options->json, "One JSON object instead of TOML");
  command->callback([options, invocation] {
    invocation->run = [options](const Config& config, const Console& console) {
      return RunCheckConfig(*options, config, console);
    };
  });
}

}  // namespace

// The list of commands, in the order --help shows them.
void AddCommands(CLI::App* app, Invocation* invocation) {
  AddServe(app, invocation);
  AddReplay(app, invocation);
  AddClassify(app, invocation);
  AddMap(app, invocation);
  AddEval(app, invocation);
  AddGenerate(app, invocation);
  AddTrain(app, invocation);
  AddStore(app, invocation);
  AddReceivers(app, invocation);
  AddRoute(app, invocation);
  AddDrill(app, invocation);
  AddCheckConfig(app, invocation);
  AddCaseCommands(app, invocation);
  AddOnCallCommands(app, invocation);
  AddReportCommand(app, invocation);
  AddCompletion(app, invocation);
}

}  // namespace groundswell
