#!/usr/bin/env python3
"""Replays one file of everything hostile, each item between two good lines, and checks that the good lines come in.

Items are the files of JSONTestSuite, the naughty strings (each as a line and as a post's text), the UTF-8 tests and the
scripts of the folder. Meant for a build with sanitizers: a report of theirs fails the run.

    tests/proofs/hostile_file.py build/asan/groundswell DATA/bad-input

Prints a summary; exits with 1 when a good line is missing, the exit status is not 0 or a sanitizer spoke.
"""
import json
import os
import subprocess
import sys
import tempfile


def items(folder):
    for root, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            with open(os.path.join(root, name), "rb") as source:
                content = source.read()
            if name.endswith((".txt", ".csv")) or "naughty" in name or "blns" in name:
                for line in content.split(b"\n"):
                    yield line
                    yield json.dumps({"id": "x", "channel": "hostile", "time": 1767571200123,
                                      "text": line.decode("utf-8", "replace")}).encode()
                    yield b'{"id":"y","channel":"hostile","time":1767571200123,"text":"' + line + b'"}'
            else:
                yield content


def good(number):
    return b'{"id":"good-%d","time":%d,"text":"good line"}' % (number, 1767571200123 + number)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        path, assigned = os.path.join(folder, "hostile.jsonl"), os.path.join(folder, "assignments")
        count = expected = 0
        with open(path, "wb") as out:
            for item in items(sys.argv[2]):
                count += 1
                out.write(good(expected) + b"\n" + item + b"\n" + good(expected + 1) + b"\n")
                expected += 2
        done = subprocess.run([sys.argv[1], "replay", path, "--assignments", assigned, "--json"], capture_output=True)
        with open(assigned, "rb") as lines:
            found = sum(1 for line in lines if b'"id":"good-' in line)
    errors = done.stderr.decode("utf-8", "replace")
    spoke = "Sanitizer" in errors or "runtime error" in errors
    rejected = json.loads(done.stdout)["rejected"] if done.returncode == 0 else -1
    print(f"{count} items, {found} of {expected} good lines in, {rejected} lines refused, exit status {done.returncode}"
          + (", a sanitizer spoke" if spoke else ""))
    if spoke or done.returncode != 0:
        print(errors[-4000:], file=sys.stderr)
    sys.exit(found != expected or done.returncode != 0 or spoke)


if __name__ == "__main__":
    main()
