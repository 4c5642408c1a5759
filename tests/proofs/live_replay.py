#!/usr/bin/env python3
"""Feeds `groundswell serve` over HTTP and checks that what it decided is decided again, byte for byte.

First a run whose settings change on the way: the engine is stopped and started with other thresholds, a channel declared
a complaints desk and an organisation watched, killed once, left idle until a tick has entered the sequence, sent posts of the future. Its
sequence is exported and replayed with several numbers of threads and sizes of batches: the alerts must be the bytes of
the live ones. Then two undisturbed runs of the same records in the same order, cut into requests otherwise and with
other batches: their alerts must be the same.

    tests/proofs/live_replay.py build/release/groundswell [--posts 20000] [--seed 1]

Prints a line a comparison, then a summary; exits with 1 when anything differed.
"""
import argparse
import os
import random
import shutil
import sys
import tempfile
import time

import live

FIRST_SETTINGS = ["engine.tick_idle_secs=1"]
LATER_SETTINGS = FIRST_SETTINGS + ["profile.watch=3", "profile.emerging=8", "engine.complaint_min=0.4",
                                   "channel.forum.complaints=true", "organisation.海桥银行.aliases=Haiqiao Bank,海桥",
                                   "organisation.海桥银行.accounts=forum:{account}"]
REPLAYS = ((1, 1024), (2, 7), (4, 4096))


def alerts_of(engine):
    """The bytes of every alert, in the order of decision, a line each."""
    ids, cursor = [], ""
    while cursor is not None:
        status, page = engine.get("/api/v1/alerts?limit=500" + (f"&cursor={cursor}" if cursor else ""))
        assert status == 200, page
        ids += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
    connection, lines = engine.connect(), []
    for alert_id in reversed(ids):
        connection.request("GET", f"/api/v1/alerts/{alert_id}")
        lines.append(connection.getresponse().read())
    return b"".join(line.rstrip(b"\n") + b"\n" for line in lines)


def feed(engine, records, randomness, posts_max, pause_secs=0.0):
    connection = engine.connect()
    at = 0
    while at < len(records):
        size = randomness.randint(1, posts_max)
        status, _, answer = live.post(connection, records[at:at + size])
        assert status == 200, answer
        at += size
        if pause_secs:
            time.sleep(randomness.uniform(0, pause_secs))


def from_the_future(records, randomness):
    """A few copies of records under new ids, a year ahead of now."""
    ahead = []
    for number, record in enumerate(randomness.sample(records, 5)):
        ahead.append({**record, "id": f"ahead-{number}", "time": int((time.time() + 365 * 86400) * 1000)})
        ahead[-1].pop("deleted", None)
        ahead[-1].pop("edited_at", None)
    return ahead


class Proof:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.random = random.Random(options.seed)
        # A post that was deleted leaves the sequence, and with it the promise that a replay gives the same.
        self.records = [record for record in live.demonstration(options.binary, options.posts, options.seed)
                        if not record.get("deleted")]
        self.differences = 0
        # The busiest voice of the forum becomes an account of the organisation's own.
        voices = [r["author"] for r in self.records if r.get("channel") == "forum" and r.get("author")]
        account = max(sorted(set(voices)), key=voices.count)
        self.later = [setting.replace("{account}", account) for setting in LATER_SETTINGS]

    def path(self, name):
        return os.path.join(self.folder, name)

    def start(self, name, settings):
        engine = live.Engine(self.options.binary, self.path(name), settings)
        engine.wait_ready()
        return engine

    def tell(self, what, expected, found):
        same = expected == found
        self.differences += not same
        lines = expected.count(b"\n")
        print(f"{what}: {'the same' if same else 'NOT the same'} {lines} alerts", flush=True)

    def changed_on_the_way(self):
        third = len(self.records) // 3
        engine = self.start("changed", FIRST_SETTINGS)
        feed(engine, self.records[:third], self.random, 100)
        feed(engine, from_the_future(self.records, self.random), self.random, 3)
        assert engine.stop() == 0
        engine = self.start("changed", self.later)
        feed(engine, self.records[third:2 * third], self.random, 300)
        self.wait_for_tick(engine)
        engine.kill()
        engine = self.start("changed", self.later)
        feed(engine, self.records[2 * third:], self.random, 50)
        alerts = alerts_of(engine)
        assert engine.stop() == 0
        return alerts

    def wait_for_tick(self, engine):
        ticks = "groundswell_engine_ticks_total "
        while True:
            metrics = engine.get("/metrics")[1]
            if float(metrics.split("\n" + ticks)[1].split("\n")[0]) > 0:
                return
            time.sleep(0.1)

    def replays(self, alerts):
        sequence = self.path("sequence.jsonl")
        live.run(self.options.binary, "store", "export", "--data-dir", self.path("changed"), "--sequence", sequence)
        for threads, batch in REPLAYS:
            out = self.path("alerts.jsonl")
            live.run(self.options.binary, "replay", sequence, "--alerts", out, "--threads", str(threads),
                     "--set", f"engine.batch_posts={batch}")
            with open(out, "rb") as file:
                self.tell(f"replayed with {threads} threads, batches of {batch}", alerts, file.read())

    def twice(self):
        found = []
        for name, batch, posts_max, pause in (("one", 1, 400, 0.0), ("other", 4096, 30, 0.003)):
            engine = self.start(name, [f"engine.batch_posts={batch}"])
            feed(engine, self.records, self.random, posts_max, pause)
            found.append(alerts_of(engine))
            assert engine.stop() == 0
        self.tell("two live runs, cut and paced otherwise", *found)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--posts", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="groundswell-live-")
    try:
        proof = Proof(options, folder)
        alerts = proof.changed_on_the_way()
        proof.replays(alerts)
        proof.twice()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"seed {options.seed}: {options.posts} posts, {len(REPLAYS) + 1} comparisons, {proof.differences} differed")
    return 1 if proof.differences else 0


if __name__ == "__main__":
    sys.exit(main())
