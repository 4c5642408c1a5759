#!/usr/bin/env python3
"""Twelve sources of mixed kinds at once, one stalled and one flooding: how far do the others lag?

Four followed files, four TCP connections and a webhook bring posts at a steady rate; an archive is read; one connection
stops in the middle of a line, another sends as fast as it can. The posts are those of `groundswell generate`, chatter
and planted complaints about a dozen organisations, each as of the moment when it is given; only the flood repeats
itself. `lag_secs` of every source is asked ten times a second.

    tests/proofs/source_load.py build/release/groundswell [--secs 20] [--rate 2000] [--lag-secs 1]

Prints a line a source, then a summary; exits with 1 when a steady source lagged for longer than allowed.
"""
import argparse
import gzip
import http.client
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time

import live

FILES, CONNECTIONS = 4, 4
FLOOD_POSTS = 200000


class Posts:
    """Generated posts without their ids and times, dealt out to sources."""

    def __init__(self, binary, count, seed):
        made = subprocess.run([binary, "generate", "--posts", str(count), "--seed", str(seed), "--no-truth"],
                              check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
        self.rests = [rest_of(line) for line in made.splitlines() if b'"text":' in line]

        self.dealt = 0

    def deal(self, source, count):
        """What makes the records from one number to below another of a source that gives about `count`."""
        name, first = source.encode(), self.dealt
        self.dealt += count

        def lines(begin, end):
            now = int(time.time() * 1000)
            return b"".join(b'{"id":"%b-%d","time":%d,%b\n' % (name, n, now, self.rests[(first + n) % len(self.rests)])
                            for n in range(begin, end))
        return lines


def rest_of(line):
    post = json.loads(line)
    del post["id"], post["time"]
    return json.dumps(post, ensure_ascii=False, separators=(",", ":")).encode()[1:]


class Steady(threading.Thread):
    """Gives `rate` records a second, twenty times a second, as `give` does it."""

    def __init__(self, name, rate, secs, lines, give):
        super().__init__(daemon=True)
        self.source, self.rate, self.secs, self.lines, self.give = name, rate, secs, lines, give
        self.sent, self.failure = 0, None

    def run(self):
        begun = time.monotonic()
        try:
            while (passed := time.monotonic() - begun) < self.secs:
                due = int(passed * self.rate)
                if due > self.sent:
                    self.give(self.lines(self.sent, due))
                    self.sent = due
                time.sleep(0.05)
        except OSError as error:
            self.failure = error


def appender(path):
    def give(data):
        with open(path, "ab") as file:
            file.write(data)
    return give


def poster(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def give(data):
        connection.request("POST", "/api/v1/posts", data, {"Content-Type": "application/x-ndjson"})
        response = connection.getresponse()
        if (status := response.status) != 200:
            raise OSError(f"answered {status}: {response.read()}")
        response.read()
    return give


def configuration(folder):
    sections = [f'[source.file{i}]\nkind = "file"\npath = "{folder}/file{i}.jsonl"' for i in range(FILES)]
    names = [f"tcp{i}" for i in range(CONNECTIONS)] + ["stalled", "flood"]
    sections += [f'[source.{name}]\nkind = "tcp"\naddress = "127.0.0.1:0"' for name in names]
    sections.append(f'[source.archive]\nkind = "archive"\npath = "{folder}/old.jsonl.gz"')
    return "\n".join(sections) + "\n"


def connect(address):
    host, port = address.rsplit(":", 1)
    return socket.create_connection((host, int(port)), timeout=60)


def flood(connection, lines, stop):
    number = 0
    while not stop.is_set():
        try:
            connection.sendall(lines(number, number + 200))
        except OSError:
            continue  # it must wait, as it should
        number += 200


def watch(engine, secs):
    """The largest lag of each source, asked until the time is over."""
    lags, until = {}, time.monotonic() + secs
    while time.monotonic() < until:
        for source in engine.get("/api/v1/sources")[1]["items"]:
            lags.setdefault(source["name"], []).append(source["lag_secs"])
        time.sleep(0.1)
    return lags


def run(options, folder):
    share = options.rate * options.secs
    posts, flooded = Posts(options.binary, (FILES + CONNECTIONS + 3) * share, 1), Posts(options.binary, FLOOD_POSTS, 2)
    for i in range(FILES):
        open(f"{folder}/file{i}.jsonl", "wb").close()
    with gzip.open(f"{folder}/old.jsonl.gz", "wb", compresslevel=1) as file:
        file.write(posts.deal("archive", share)(0, share))
    with open(f"{folder}/groundswell.toml", "w", encoding="utf-8") as file:
        file.write(configuration(folder))
    engine = live.Engine(options.binary, f"{folder}/data", arguments=["--config", f"{folder}/groundswell.toml"])
    engine.wait_ready()
    addresses = {}
    while sum("tcp" in name or name in ("flood", "stalled") for name in addresses) < CONNECTIONS + 2:
        addresses = {s["name"]: s["address"] for s in engine.get("/api/v1/sources")[1]["items"] if "address" in s}
    stalled = connect(addresses["stalled"])
    stalled.sendall(flooded.deal("stalled", 1)(0, 1) + b'{"id":"half')
    gives = {f"file{i}": appender(f"{folder}/file{i}.jsonl") for i in range(FILES)}
    gives |= {f"tcp{i}": connect(addresses[f"tcp{i}"]).sendall for i in range(CONNECTIONS)}
    gives["http"] = poster(engine.port)
    givers = [Steady(name, options.rate, options.secs, posts.deal(name, share), give) for name, give in gives.items()]
    stop, flooding = threading.Event(), connect(addresses["flood"])
    threading.Thread(target=flood, args=(flooding, flooded.deal("flood", FLOOD_POSTS), stop), daemon=True).start()
    begun, before = time.monotonic(), engine.get("/api/v1/status")[1]["posts"]
    for giver in givers:
        giver.start()
    lags = watch(engine, options.secs)
    rate = (engine.get("/api/v1/status")[1]["posts"] - before) / (time.monotonic() - begun)
    stop.set()
    sources = {s["name"]: s for s in engine.get("/api/v1/sources")[1]["items"]}
    engine.kill()
    return givers, lags, rate, sources


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--secs", type=int, default=20)
    parser.add_argument("--rate", type=int, default=2000, help="records a second of each steady source")
    parser.add_argument("--lag-secs", type=float, default=1)
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="groundswell-load-")
    try:
        givers, lags, rate, sources = run(options, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    problems = [f"{giver.source}: {giver.failure}" for giver in givers if giver.failure]
    steady = {giver.source for giver in givers} - {"http"}
    for name, seen in sorted(lags.items()):
        seen = sorted(seen)
        print(f"{name:8} {sources[name]['posts']:8} posts, lag {seen[len(seen) // 2]:.3f} s at the median, "
              f"{seen[-1]:.3f} s at most")
        if name in steady and seen[-1] > options.lag_secs:
            problems.append(f"{name} lagged for {seen[-1]:.2f} s")
    for problem in problems:
        print("PROBLEM:", problem)
    print(f"{len(lags) + 1} sources, {rate:.0f} posts/s together, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
