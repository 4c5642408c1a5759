#!/usr/bin/env python3
"""Kills `groundswell serve` at random moments while sources of every kind bring posts, and checks that none is lost or
doubled.

The peers (peers.py) drop, stall, repeat, reorder, restart, send half of a line, an event, a frame, a request or a document,
rotate their files and show somebody else's certificate now and then. In the middle of that the engine is killed, and the
configuration is read again with one source gone, and again with it back. Then the engine runs until every source is at its
end. Every record that was given must be in the store exactly once, the totals must say the same, there may be no more
duplicates than records that peers gave again, no gap may be claimed, for all was given again, and of every source the lines
received must be those stored, dropped and held.

    tests/proofs/source_kills.py build/release/groundswell [--seeds 1] [--seed 1] [--kills 2] [--posts 400]

Prints a line a seed, then a summary; exits with 1 when anything was lost, doubled or unsound.
"""
import argparse
import collections
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time

import live
import mail_peers
import peers

KINDS = peers.PEERS + mail_peers.PEERS
SETTLE_SECS = 120
STRANGER = "its certificate is not to be trusted"


class Proof:
    def __init__(self, options, seed, folder):
        self.options, self.seed, self.folder, self.random = options, seed, folder, random.Random(seed)
        self.problems, self.words, self.stored, self.duplicates = [], [], 0, 0
        self.peers = [make(folder, options.posts, seed) for make in KINDS]
        self.config = os.path.join(folder, "groundswell.toml")
        self.data = os.path.join(folder, "data")
        self.configure(self.peers)

    def configure(self, of):
        with open(self.config + ".new", "w", encoding="utf-8") as file:
            file.write("".join(f"[source.{peer.name}]\n{peer.section()}\n" for peer in of))
        os.replace(self.config + ".new", self.config)

    def start(self):
        engine = live.Engine(self.options.binary, self.data, arguments=["--config", self.config])
        engine.wait_ready()
        for peer in self.peers:
            peer.engine_port = engine.port
        return engine

    def run(self):
        engine = self.start()
        while not any("cursor" in source for source in self.sources(engine) if source["name"] == "file"):
            time.sleep(0.02)  # a file that was never seen may be rotated away
        for peer in self.peers:
            peer.start()
        servers = [peer for peer in self.peers if isinstance(peer, peers.ServerPeer)]
        for _ in range(self.options.kills):
            time.sleep(self.random.uniform(0.3, 1.5))
            self.reload(engine)
            self.random.choice(servers).restart()
            time.sleep(self.random.uniform(0.1, 0.6))
            self.check_gaps(engine)
            engine.kill()
            self.words += engine.words
            engine = self.start()
        self.settle(engine)
        self.check_live(engine)
        status = engine.get("/api/v1/status")[1]
        if engine.stop() != 0:
            self.problems.append("the engine did not end well")
        self.words += engine.words
        self.check_stored(status)

    def sources(self, engine):
        return engine.get("/api/v1/sources")[1]["items"]

    def reload(self, engine):
        """One source goes and comes back while the others go on."""
        gone = self.random.choice([peer for peer in self.peers if peer.name != "hook"])
        for wanted in ([peer for peer in self.peers if peer is not gone], self.peers):
            taken = engine.get("/api/v1/status")[1]["reload"]["taken"]
            self.configure(wanted)
            engine.process.send_signal(signal.SIGHUP)
            until = time.monotonic() + 5
            while (told := engine.get("/api/v1/status")[1]["reload"])["taken"] == taken:
                if told["refused"] or time.monotonic() > until:
                    return self.problems.append(f"the configuration was not taken again: {told}")
                time.sleep(0.02)

    def settle(self, engine):
        """Until all that was given is there, or for long enough."""
        given = sum(len(peer.given()) for peer in self.peers)
        until = time.monotonic() + SETTLE_SECS
        while time.monotonic() < until:
            if all(peer.is_done() for peer in self.peers) and engine.get("/api/v1/status")[1]["posts"] >= given:
                time.sleep(0.3)  # for what may come twice
                return
            time.sleep(0.1)
        late = [peer.name for peer in self.peers if not peer.is_done()]
        self.problems.append(f"the sources did not come to their end ({late} not done): {self.sources(engine)}")
        for peer in self.peers:
            peer.stopping = True

    def check_gaps(self, engine):
        for source in self.sources(engine):
            if source["gaps"]:
                self.problems.append(f"{source['name']} claims a gap and all was given again: {source}")

    def check_live(self, engine):
        """What the engine says of itself: no gaps, and received = stored + dropped + held."""
        self.check_gaps(engine)
        counts = collections.defaultdict(dict)
        for what, name, value in re.findall(r'^groundswell_source_(\w+)\{source="(\w+)"\} (\S+)$',
                                            engine.get("/metrics")[1], re.M):
            counts[name][what] = float(value)
        for peer in self.peers:
            mine = counts[peer.name]
            if mine["received_lines_total"] != mine["lines_total"] + mine["dropped_lines_total"] + mine["held_lines"]:
                self.problems.append(f"{peer.name}: lines received are not those stored, dropped and held: {mine}")

    def check_stored(self, status):
        live.run(self.options.binary, "store", "verify", "--data-dir", self.data)
        stored = live.stored_posts(self.options.binary, self.data)
        given = set().union(*(peer.given() for peer in self.peers))
        lost, doubled = given - stored.keys(), [key for key, count in stored.items() if count > 1]
        if lost:
            self.problems.append(f"{len(lost)} records are lost, such as {sorted(lost)[:5]}")
        if doubled:
            self.problems.append(f"{len(doubled)} records are stored more than once")
        if stored.keys() - given:
            self.problems.append(f"{len(stored.keys() - given)} records nobody gave are stored")
        if status["posts"] != len(stored) or status["duplicates"] > sum(peer.again for peer in self.peers):
            self.problems.append(f"the status counts {status['posts']} posts and {status['duplicates']} duplicates; stored "
                                 f"are {len(stored)}, given again were {sum(peer.again for peer in self.peers)}")
        met = sum(peer.did["another certificate"] for peer in self.peers)
        if met and not any(STRANGER in word for word in self.words):
            self.problems.append(f"{met} connections met a stranger's certificate, and no word told of it")
        self.stored, self.duplicates = len(stored), status["duplicates"]


def run_seed(options, seed):
    folder = tempfile.mkdtemp(prefix="groundswell-sources-")
    begun = time.monotonic()
    try:
        proof = Proof(options, seed, folder)
        proof.run()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for problem in proof.problems:
        print("PROBLEM:", problem)
    if proof.problems:
        print("".join(proof.words[-40:]))
    did = sum((peer.did for peer in proof.peers), collections.Counter())
    print(f"seed {seed:4}: {time.monotonic() - begun:5.1f} s, {proof.stored} stored, {proof.duplicates} known already, "
          f"{len(proof.problems)} problems; " + ", ".join(f"{count} {what}" for what, count in sorted(did.items())), flush=True)
    return proof, did


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--seeds", type=int, default=1, help="so many, one after the other")
    parser.add_argument("--seed", type=int, default=1, help="the first")
    parser.add_argument("--kills", type=int, default=2)
    parser.add_argument("--posts", type=int, default=400, help="of each source")
    options = parser.parse_args()
    begun, wrong, stored, total = time.monotonic(), [], 0, collections.Counter()
    for seed in range(options.seed, options.seed + options.seeds):
        proof, did = run_seed(options, seed)
        stored, total = stored + proof.stored, total + did
        wrong += [seed] if proof.problems else []
    print(f"{options.seeds} seeds, {options.seeds * options.kills} kills, {len(KINDS)} kinds of sources, {stored} records "
          f"stored, {sum(total.values())} misbehaviours in {time.monotonic() - begun:.0f} s: "
          + (f"problems in seeds {wrong}" if wrong else "none lost, none twice"))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
