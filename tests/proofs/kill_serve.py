#!/usr/bin/env python3
"""Kills `groundswell serve` at random moments under load, and checks that it keeps what it answered.

Four senders keep requests of random size in flight; some records are sent twice. After each SIGKILL `store verify` must
find the folder sound, every record of an answered request must be in it exactly once, the engine must be ready again
within the limit, and everything that was under way is sent again, together with requests that were answered: those may
add nothing.

    tests/proofs/kill_serve.py build/release/groundswell [--kills 50] [--seed 1] [--senders 4] [--ready-secs 5] [--fsync]

Prints a line a kill, then a summary; exits with 1 when anything was lost, doubled, unsound or late.
"""
import argparse
import random
import shutil
import sys
import tempfile
import threading
import time

import live

REQUEST_POSTS_MAX = 200
LOAD_SECS = (0.2, 2.0)


class Sender(threading.Thread):
    """Sends requests one after the other until its engine is gone."""

    def __init__(self, engine, number, records, randomness, resend):
        super().__init__(daemon=True)
        self.engine, self.number, self.records, self.random = engine, number, records, randomness
        self.resend = list(resend)
        self.answered, self.under_way, self.failure = [], None, None
        self.added_by_resend = 0

    def run(self):
        connection = self.engine.connect()
        try:
            while True:
                again = self.resend.pop() if self.resend else None
                request, was_answered = again if again else (self.next_request(), False)
                self.under_way = request
                status, _, answer = live.post(connection, request)
                if status != 200:
                    self.failure = f"status {status}: {answer}"
                    return
                new = answer["accepted"] + answer["updated"] + answer["refreshed"] + answer["deletions"]
                if was_answered:
                    self.added_by_resend += new
                if answer["rejected_total"] or new + answer["duplicates"] != len(request):
                    self.failure = f"{len(request)} records were answered with {answer}"
                    return
                self.answered.append(request)
                self.under_way = None
        except (OSError, live.http.client.HTTPException, ValueError):
            pass  # the engine was killed
        finally:
            connection.close()

    def next_request(self):
        request = [next(self.records) for _ in range(self.random.randint(1, REQUEST_POSTS_MAX))]
        if self.random.random() < 0.3:
            request += self.random.sample(request, min(5, len(request)))
        return request


def endless(base, sender):
    """New records without end: the generated ones, with ids of this sender and round."""
    round_number = 0
    while True:
        round_number += 1
        for record in base:
            if record.get("deleted") or record.get("edited_at"):
                continue
            fresh = {k: v for k, v in record.items() if k not in ("reply_to", "label", "labels", "sentiment", "cause")}
            fresh["id"] = f"s{sender}-{round_number}-{record['id']}"
            yield fresh


def keys(request):
    return {(record.get("channel", "default"), record["id"]) for record in request}


class Proof:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.random = random.Random(options.seed)
        base = live.demonstration(options.binary, 20000, options.seed)
        self.base = {(r.get("channel", "default"), r["id"]): r for r in base}.values()
        self.records = [endless(self.base, sender) for sender in range(options.senders)]
        self.resend = [[] for _ in range(options.senders)]
        self.answered = set()
        self.problems, self.slowest_ready, self.requests = [], 0.0, 0
        self.settings = ["storage.durability=fsync"] if options.fsync else []

    def round(self, number):
        engine = live.Engine(self.options.binary, self.folder, self.settings)
        ready = engine.wait_ready()
        self.slowest_ready = max(self.slowest_ready, ready)
        posts = engine.get("/api/v1/status")[1]["posts"]
        senders = [Sender(engine, i, self.records[i], random.Random(self.random.random()), self.resend[i])
                   for i in range(self.options.senders)]
        for sender in senders:
            sender.start()
        time.sleep(self.random.uniform(*LOAD_SECS))
        engine.kill()
        for sender in senders:
            sender.join()
        self.note(senders)
        self.check(number, ready, posts)

    def note(self, senders):
        for sender in senders:
            for request in sender.answered:
                self.answered |= keys(request)
            self.requests += len(sender.answered)
            if sender.failure:
                self.problems.append(sender.failure)
            if sender.added_by_resend:
                self.problems.append(f"{sender.added_by_resend} records were added by requests answered before")
            under_way = [(sender.under_way, False)] if sender.under_way else []
            again = self.random.sample(sender.answered, min(2, len(sender.answered)))
            self.resend[sender.number] = [(request, True) for request in again] + under_way

    def check(self, number, ready, posts):
        before = len(self.problems)
        try:
            live.run(self.options.binary, "store", "verify", "--data-dir", self.folder)
        except RuntimeError as error:
            self.problems.append(str(error))
        stored = live.stored_posts(self.options.binary, self.folder)
        lost = len(self.answered - stored.keys())
        doubled = sum(count > 1 for count in stored.values())
        if lost:
            self.problems.append(f"{lost} answered records are not stored")
        if doubled:
            self.problems.append(f"{doubled} records are stored more than once")
        if ready > self.options.ready_secs:
            self.problems.append(f"ready after {ready:.1f} s")
        verdict = "ok" if len(self.problems) == before else "; ".join(self.problems[before:])
        print(f"kill {number:3}: ready in {ready:.2f} s with {posts} posts, {len(self.answered)} answered so far, "
              f"{len(stored)} stored: {verdict}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--senders", type=int, default=4)
    parser.add_argument("--ready-secs", type=float, default=5)
    parser.add_argument("--fsync", action="store_true")
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="groundswell-kill-")
    try:
        proof = Proof(options, folder)
        for number in range(1, options.kills + 1):
            proof.round(number)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"seed {options.seed}: {options.kills} kills, {options.senders} senders, {proof.requests} requests and "
          f"{len(proof.answered)} records answered, slowest ready {proof.slowest_ready:.2f} s, "
          f"{len(proof.problems)} problems")
    return 1 if proof.problems else 0


if __name__ == "__main__":
    sys.exit(main())
