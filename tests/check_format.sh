#!/usr/bin/env bash
# Fails when clang-format would lay out a C++ file of the source tree in another way. Names the files.
#
#   check_format.sh ROOT CLANG_FORMAT
set -euo pipefail
cd "$1"
if git rev-parse --is-inside-work-tree >/dev/null 2>&1; then
  mapfile -t files < <(git ls-files '*.h' '*.cc')
else
  # A source archive has no repository; everything outside the build folder is source.
  mapfile -t files < <(find . -path ./build -prune -o \( -name '*.h' -o -name '*.cc' \) -print)
fi
[ ${#files[@]} -gt 0 ] || { echo "no source file found under $1"; exit 1; }
existing=()
for file in "${files[@]}"; do [ -f "$file" ] && existing+=("$file"); done
if ! printf '%s\n' "${existing[@]}" | xargs -P 2 -n 32 "$2" --dry-run --Werror; then
  echo "Lay the files named above out with: clang-format -i FILE…"
  exit 1
fi
echo "${#existing[@]} files are laid out as .clang-format says"
