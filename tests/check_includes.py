#!/usr/bin/env python3
"""Fails on an include that the table of modules (docs/architecture.md) forbids.

  check_includes.py ROOT         checks the C++ files of a source tree, prints what is wrong, exits with 1 if anything is
  check_includes.py --self-test  checks made-up trees, each wrong in one way, and a right one
"""
import pathlib
import re
import sys
import tempfile

# What each module may include besides itself.
ALLOWED = {
    "base": set(),
    "models": {"base"},
    "ingest": {"base", "models"},
    "storage": {"base", "models"},
    "engine": {"base", "models"},
    "serve": {"base", "models"},
}
# Modules that wire the others together, or test them.
FREE = {"tools", "tests", "bench"}
# Single headers that single files may include beyond the table: storage's interface. The committer and the checkpointer are the pipeline's.
EXCEPTIONS = [
    (re.compile(r"engine/(pipeline[^/]*|(committer|checkpointer)\.\w+)$"), re.compile(r"storage/(store|id_filter)\.h$")),
    (re.compile(r"serve/"), re.compile(r"storage/(store|outbox)\.h$")),
]
ROCKSDB_FILES = re.compile(r"(storage/rocks_[^/]*|tests/storage/.*)$")
# The engine's core does no I/O, starts no thread and takes no lock.
CORE_FORBIDDEN = {"thread", "mutex", "shared_mutex", "condition_variable", "future", "fstream", "iostream", "filesystem"}
PIPELINE = re.compile(r"engine/(pipeline[^/]*|(committer|checkpointer)\.\w+)$")

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')
SUFFIXES = {".h", ".cc", ".inc"}


def complaint(path, quoted, angled):
    """Why the file at `path` may not have this include, or None."""
    module = path.split("/")[0]
    if (angled or quoted).startswith("rocksdb/"):
        return None if ROCKSDB_FILES.match(path) else "RocksDB's headers belong to storage/rocks_* and its tests"
    if angled:
        if module == "engine" and not PIPELINE.match(path) and angled in CORE_FORBIDDEN:
            return "the engine's core does no I/O, starts no thread and takes no lock"
        return None
    target = quoted.split("/")[0]
    if "/" not in quoted or ".." in quoted.split("/"):
        return "write the path from the top of the tree"
    if target not in ALLOWED and target not in FREE:
        return f"{target} is no module"
    if module in FREE or target == module or target in ALLOWED[module]:
        return None
    if any(files.match(path) and header.match(quoted) for files, header in EXCEPTIONS):
        return None
    return f"{module} may include {', '.join(sorted(ALLOWED[module])) or 'nothing'}"


def check(root):
    """Every forbidden include under `root`, as lines of text, and the number of files looked at."""
    wrong, files = [], 0
    for module in sorted(ALLOWED.keys() | FREE):
        for file in sorted((root / module).rglob("*")):
            if file.suffix not in SUFFIXES or not file.is_file():
                continue
            files += 1
            path = file.relative_to(root).as_posix()
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
                match = INCLUDE.match(line)
                reason = match and complaint(path, match.group(1), match.group(2))
                if reason:
                    wrong.append(f"{path}:{number}: {line.strip()}: {reason}")
    return wrong, files


# (file, its include, whether that is right)
SELF_TEST = [
    ("base/a.h", '#include "base/b.h"', True),
    ("base/a.h", '#include "models/post.h"', False),
    ("models/a.cc", '#include "base/b.h"', True),
    ("models/a.cc", '#include "engine/b.h"', False),
    ("ingest/a.cc", '#include "models/post.h"', True),
    ("ingest/a.cc", '#include "engine/b.h"', False),
    ("ingest/a.cc", '  #  include "storage/store.h"', False),
    ("storage/a.cc", '#include "ingest/b.h"', False),
    ("storage/rocks_a.cc", "#include <rocksdb/db.h>", True),
    ("storage/memory_a.cc", "#include <rocksdb/db.h>", False),
    ("tests/storage/a_test.cc", "#include <rocksdb/db.h>", True),
    ("tests/engine/a_test.cc", "#include <rocksdb/db.h>", False),
    ("tools/a.cc", "#include <rocksdb/db.h>", False),
    ("engine/clusterer.cc", '#include "storage/store.h"', False),
    ("engine/pipeline.cc", '#include "storage/store.h"', True),
    ("engine/pipeline.cc", '#include "storage/rocks_store.h"', False),
    ("engine/clusterer.cc", "#include <mutex>", False),
    ("engine/clusterer.cc", "#include <vector>", True),
    ("engine/clusterer.cc", '#include "tools/config.h"', False),
    ("serve/a.cc", '#include "storage/store.h"', True),
    ("serve/a.cc", '#include "engine/a.h"', False),
    ("tools/a.cc", '#include "engine/a.h"', True),
    ("models/a.cc", '#include "post.h"', False),
    ("models/a.cc", '#include "models/../engine/a.h"', False),
]


def self_test():
    failed = 0
    for path, include, right in SELF_TEST:
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, path)
            file.parent.mkdir(parents=True)
            file.write_text(f"// a file\n{include}\n", encoding="utf-8")
            wrong, files = check(pathlib.Path(folder))
            if files != 1 or (not wrong) != right:
                print(f"self-test: {path} with {include}: expected {'no ' if right else 'a '}complaint, got {wrong}")
                failed += 1
    print(f"self-test: {len(SELF_TEST)} trees, {failed} judged wrongly")
    return 1 if failed else 0


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    wrong, files = check(pathlib.Path(sys.argv[1]))
    print("\n".join(wrong) if wrong else f"{files} files, every include is allowed")
    return 1 if wrong or files == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
