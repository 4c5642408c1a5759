#!/usr/bin/env python3
"""Kills `groundswell replay --data-dir` at random moments and checks that the same command comes to the same outputs.

For each seed a run on a fresh data folder is killed several times (SIGKILL) after a random time within what an
undisturbed run takes, each time with another number of threads and size of batches, and `store verify` must find the
folder sound after each kill. Then the command may end, and its outputs must be the bytes of an undisturbed run.

    tests/proofs/kill_replay.py build/release/groundswell [--seeds 20] [--seed 1] [--posts 60000] [--days 1] [--kills 5]

Prints a line a seed, then a summary; exits with 1 when anything differed.
"""
import argparse
import datetime
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

OUTPUTS = ("alerts", "groups", "assignments", "rejects")


class Proof:
    def __init__(self, binary, folder, posts, days):
        self.binary, self.folder = binary, folder
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("GROUNDSWELL_")}
        self.input = os.path.join(folder, "posts.jsonl")
        self.call("generate", "--seed", "1", "--posts", str(posts), "--out", self.input)
        self.stretch(days)
        self.add_odd_lines()
        self.lines = sum(1 for _ in open(self.input, "rb"))
        begun = time.monotonic()
        self.call("replay", self.input, *self.output_flags(), "--data-dir", os.path.join(folder, "undisturbed"))
        self.seconds = time.monotonic() - begun
        self.expected = self.outputs()

    def stretch(self, days):
        """Makes the feed's one day as long as `days`, so that with many of them posts expire on the way."""
        if days == 1:
            return
        posts = [json.loads(line) for line in open(self.input, encoding="utf-8")]
        first = None
        for post in posts:
            for field in ("time", "edited_at"):
                if field in post:
                    at = datetime.datetime.fromisoformat(post[field].replace("Z", "+00:00"))
                    first = first or at
                    post[field] = (first + (at - first) * days).isoformat()
        with open(self.input, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(post, ensure_ascii=False) + "\n" for post in posts)

    def add_odd_lines(self):
        """Broken lines all over, and every hundredth line once more, some two thousand lines later."""
        lines = open(self.input, "rb").read().split(b"\n")
        for place in range(100, len(lines), 101):
            lines.insert(place, b'{"broken": ' if place % 2 else lines[max(0, place - 2000)])
        with open(self.input, "wb") as file:
            file.write(b"\n".join(lines))

    def call(self, *arguments):
        done = subprocess.run([self.binary, *arguments], env=self.environment, capture_output=True)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(arguments)}: exit status {done.returncode}: {done.stderr.decode()}")
        return done.stdout

    def output_flags(self):
        return [part for name in OUTPUTS for part in ("--" + name, os.path.join(self.folder, name))]

    def outputs(self):
        found = {}
        for name in OUTPUTS:
            path = os.path.join(self.folder, name)
            with open(path, "rb") as file:
                found[name] = file.read()
            os.remove(path)
        return found

    def any_way(self, rng, data):
        """The command, in one of the ways that must make no difference."""
        return ["replay", self.input, *self.output_flags(), "--data-dir", data,
                "--threads", str(rng.choice([1, 2, 3, 4])),
                "--set", f"engine.batch_posts={rng.choice([1, 7, 64, 500, 1024, 4096])}",
                "--set", f"storage.checkpoint_records={rng.choice([100, 1000, 5000, 20000])}"]

    def kill_once(self, rng, data):
        """Whether the run was still going when it was killed."""
        run = subprocess.Popen([self.binary, *self.any_way(rng, data)], env=self.environment,
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        time.sleep(rng.uniform(0, self.seconds))
        run.send_signal(signal.SIGKILL)
        words = run.communicate()[1].decode()
        if run.returncode not in (0, -signal.SIGKILL):
            raise RuntimeError(f"a run on {data} failed: {words}")
        return run.returncode != 0

    def records(self, data):
        """How many there are, once `store verify` found the folder sound; 0 where there is no whole store yet."""
        command = [self.binary, "store", "verify", "--data-dir", data, "--json"]
        done = subprocess.run(command, env=self.environment, capture_output=True)
        if done.returncode == 0:
            return json.loads(done.stdout)["rows"]["records"]
        if b"there is no store" in done.stderr or b"there is nothing in the store yet" in done.stderr:
            return 0
        raise RuntimeError(f"{data} is not sound: {done.stdout.decode()}{done.stderr.decode()}")

    def seed(self, seed, kills):
        """Returns how many kills there were, how many left part of the input stored, and whether the outputs agree."""
        rng = random.Random(seed)
        data = os.path.join(self.folder, f"data-{seed}")
        records = []
        for _ in range(rng.randint(min(2, kills), kills)):
            while not self.kill_once(rng, data):  # it was done before: once more from the start
                shutil.rmtree(data)
            records.append(self.records(data))
        self.call(*self.any_way(rng, data))
        found, whole = self.outputs(), self.records(data)
        shutil.rmtree(data)
        other = [name for name in OUTPUTS if found[name] != self.expected[name]]
        print(f"seed {seed}: records after each kill {records}, of {whole} at the end; "
              + (f"OTHER OUTPUTS: {', '.join(other)}" if other else "the same outputs"), flush=True)
        return len(records), sum(1 for stored in records if 0 < stored < whole), not other


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("binary")
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1, help="the first one")
    parser.add_argument("--posts", type=int, default=60000)
    parser.add_argument("--days", type=int, default=1, help="that the feed takes; beyond 180 posts expire")
    parser.add_argument("--kills", type=int, default=5, help="at most so many a seed")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="groundswell-proof-") as folder:
        proof = Proof(os.path.abspath(given.binary), folder, given.posts, given.days)
        results = [proof.seed(seed, given.kills) for seed in range(given.seed, given.seed + given.seeds)]
    kills, middle, good = (sum(column) for column in zip(*results))
    print(f"kill_replay: {len(results)} seeds from {given.seed}, {proof.lines} lines of {given.days} days, {kills} kills, {middle} of them "
          f"with part of the input stored; outputs the same for {good} of {len(results)} seeds")
    return 0 if good == len(results) else 1


if __name__ == "__main__":
    sys.exit(main())
