#include "tools/completion.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string_view>

namespace groundswell {
namespace {

bool IsOneWord(const CompletedCommand& command) { return command.name.find(' ') == std::string::npos; }

std::string NamesOf(const std::vector<CompletedCommand>& commands) {
  std::string names;
  for (const CompletedCommand& command : commands)
    if (IsOneWord(command)) names += (names.empty() ? "" : " ") + command.name;
  return names;
}

// The cases of a shell's `case`: what may follow the words so far.
std::string CasesOf(const std::vector<CompletedCommand>& commands, std::string_view variable) {
  std::string cases;
  for (const CompletedCommand& command : commands) {
    std::vector<std::string> words = command.commands;
    words.insert(words.end(), command.flags.begin(), command.flags.end());
    const std::string pattern = IsOneWord(command) ? command.name + "\\ *" : "'" + command.name + "'";
    cases += fmt::format("    {}) {}=\"{}\" ;;\n", pattern, variable, fmt::join(words, " "));
  }
  return cases;
}

// The longer pattern must come first.
std::vector<CompletedCommand> LongestFirst(const std::vector<CompletedCommand>& commands) {
  return {commands.rbegin(), commands.rend()};
}

std::string BashScript(const std::vector<CompletedCommand>& commands) {
  return fmt::format(R"(# Completion of groundswell for bash: source this file, or put it into
# ~/.local/share/bash-completion/completions/groundswell
_groundswell() {{
  local current="${{COMP_WORDS[COMP_CWORD]}}" words
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="{} --help --version"
  else
    case "${{COMP_WORDS[1]}} ${{COMP_WORDS[2]}}" in
{}    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}}
complete -o default -F _groundswell groundswell
)",
                     NamesOf(commands), CasesOf(LongestFirst(commands), "words"));
}

std::string ZshScript(const std::vector<CompletedCommand>& commands) {
  return fmt::format(R"(#compdef groundswell
# Completion of groundswell for zsh: put this file into a folder of $fpath as _groundswell
_groundswell() {{
  local follows
  if (( CURRENT == 2 )); then
    follows="{} --help --version"
  else
    case "${{words[2]}} ${{words[3]}}" in
{}    esac
  fi
  compadd -- ${{=follows}}
  _files
}}
compdef _groundswell groundswell
)",
                     NamesOf(commands), CasesOf(LongestFirst(commands), "follows"));
}

std::string Quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("\\'") : std::string(1, c);
  return quoted + "'";
}

std::string FishScript(const std::vector<CompletedCommand>& commands) {
  std::string script =
      "# Completion of groundswell for fish: put this file into ~/.config/fish/completions/groundswell.fish\n";
  for (const CompletedCommand& command : commands) {
    if (!IsOneWord(command)) continue;
    script += fmt::format("complete -c groundswell -n __fish_use_subcommand -a {} -d {}\n", command.name,
                          Quoted(command.help));
    const std::string seen = fmt::format("complete -c groundswell -n '__fish_seen_subcommand_from {}'", command.name);
    for (const std::string& inner : command.commands) script += fmt::format("{} -a {}\n", seen, inner);
    for (const std::string& flag : command.flags) script += fmt::format("{} -l {}\n", seen, flag.substr(2));
  }
  return script;
}

}  // namespace

std::string CompletionScript(Shell shell, const std::vector<CompletedCommand>& commands) {
  if (shell == Shell::kBash) return BashScript(commands);
  return shell == Shell::kZsh ? ZshScript(commands) : FishScript(commands);
}

}  // namespace groundswell
