#!/usr/bin/env python3
"""Kills an engine's delivery between decision and receiver, with many seeds, twelve kills each.

    tests/proofs/kill_notify.py build/release/tests/serve_tests [--seeds 100] [--first 1]

Each seed decides alerts without pause and tells them to two receivers, one in order and one that is not; after the kills
every alert has arrived at both, at most one message more for each kill, with the same id, and the delivery log has a row
for each. Prints the seeds that failed; exits with 1 when one did.
"""
import argparse
import os
import subprocess
import sys

TEST = "NotifierKill.EveryAlertArrivesAtBothReceiversThroughTwelveKills"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tests")
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--first", type=int, default=1)
    options = parser.parse_args()
    failed = []
    for seed in range(options.first, options.first + options.seeds):
        run = subprocess.run([options.tests, f"--gtest_filter={TEST}", "--gtest_brief=1"], text=True,
                             env=os.environ | {"GROUNDSWELL_KILL_SEED": str(seed)}, capture_output=True)
        if run.returncode != 0:
            failed.append(seed)
            print(f"seed {seed}:\n{run.stdout}", file=sys.stderr)
    print(f"{options.seeds} seeds, {12 * options.seeds} kills: {len(failed)} failed {failed or ''}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
