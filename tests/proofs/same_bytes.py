#!/usr/bin/env python3
"""Replays each input in ten ways that may change nothing, and compares what comes out, byte for byte.

Twice as it is; on 1 and 2 threads; with batches of 1, 7 and 4096 posts; cut into five files; with a data folder, and
again after its end.

    tests/proofs/same_bytes.py build/release/groundswell FILE...

Prints a line an input, then a summary; exits with 1 when any two outputs differ.
"""
import gzip
import hashlib
import os
import subprocess
import sys
import tempfile

OUTPUTS = ("alerts", "groups", "assignments")


def replay(binary, files, folder, extra):
    command = [binary, "replay", *files]
    for name in OUTPUTS:
        command += ["--" + name, os.path.join(folder, name)]
    done = subprocess.run(command + extra, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command + extra)}: exit status {done.returncode}\n{done.stderr}")
    digest = hashlib.sha256()
    for name in OUTPUTS:
        with open(os.path.join(folder, name), "rb") as output:
            digest.update(output.read())
    return digest.hexdigest()


def cut(path, folder):
    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as source:
        lines = source.readlines()
    files = []
    for part in range(5):
        files.append(os.path.join(folder, f"part{part}.jsonl"))
        with open(files[-1], "wb") as out:
            out.writelines(lines[len(lines) * part // 5:len(lines) * (part + 1) // 5])
    return files


def variants(path, folder):
    data = ["--data-dir", os.path.join(folder, "store")]
    yield "as it is", [path], []
    yield "again", [path], []
    for threads in ("1", "2"):
        yield threads + " threads", [path], ["--threads", threads]
    for posts in ("1", "7", "4096"):
        yield "batches of " + posts, [path], ["--set", "engine.batch_posts=" + posts]
    yield "cut into five", cut(path, folder), []
    yield "data folder", [path], data
    yield "after its end", [path], data


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    failures = 0
    for path in sys.argv[2:]:
        with tempfile.TemporaryDirectory() as folder:
            hashes = {name: replay(sys.argv[1], files, folder, extra) for name, files, extra in variants(path, folder)}
        first = next(iter(hashes.values()))
        others = [name for name, digest in hashes.items() if digest != first]
        failures += len(others)
        print(f"{path}: {len(hashes)} runs, {first[:16]}" + (f", other bytes: {', '.join(others)}" if others else ""),
              flush=True)
    print(f"{len(sys.argv) - 2} inputs, {failures} runs with other bytes")
    sys.exit(failures > 0)


if __name__ == "__main__":
    main()
