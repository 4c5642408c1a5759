#!/usr/bin/env python3
"""Twelve sources of mixed kinds at once, one stalled and one flooding: how far do the others lag?

Four followed files, four TCP connections and a webhook bring posts at a steady rate; an archive is read; one connection
stops in the middle of a line, another sends as fast as it can. `lag_secs` of every source is asked ten times a second.

    tests/proofs/source_load.py build/release/groundswell [--secs 20] [--rate 2000] [--lag-secs 1]

Prints a line a source, then a summary; exits with 1 when a steady source lagged for longer than allowed.
"""
import argparse
import gzip
import http.client
import json
import shutil
import socket
import sys
import tempfile
import threading
import time

import live

FILES, CONNECTIONS = 4, 4


def lines(source, begin, end):
    return b"".join((json.dumps({"id": f"{source}-{n}", "channel": source, "time": 1772000000000 + n * 100,
                                 "author": f"a{n % 1009}", "org": "海桥银行",
                                 "text": f"收款音箱第{n}次不播报, 客服打不通, {source}"}, ensure_ascii=False) + "\n").encode()
                    for n in range(begin, end))


class Steady(threading.Thread):
    """Gives `rate` records a second, twenty times a second, as `give` does it."""

    def __init__(self, name, rate, secs, give):
        super().__init__(daemon=True)
        self.source, self.rate, self.secs, self.give, self.sent, self.failure = name, rate, secs, give, 0, None

    def run(self):
        begun = time.monotonic()
        try:
            while (passed := time.monotonic() - begun) < self.secs:
                due = int(passed * self.rate)
                if due > self.sent:
                    self.give(lines(self.source, self.sent, due))
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


def flood(connection, stop):
    number = 0
    while not stop.is_set():
        try:
            connection.sendall(lines("flood", number, number + 200))
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
    for i in range(FILES):
        open(f"{folder}/file{i}.jsonl", "wb").close()
    with gzip.open(f"{folder}/old.jsonl.gz", "wb", compresslevel=1) as file:
        file.write(lines("archive", 0, options.rate * options.secs))
    with open(f"{folder}/groundswell.toml", "w", encoding="utf-8") as file:
        file.write(configuration(folder))
    engine = live.Engine(options.binary, f"{folder}/data", arguments=["--config", f"{folder}/groundswell.toml"])
    engine.wait_ready()
    addresses = {}
    while sum("tcp" in name or name in ("flood", "stalled") for name in addresses) < CONNECTIONS + 2:
        addresses = {s["name"]: s["address"] for s in engine.get("/api/v1/sources")[1]["items"] if "address" in s}
    stalled = connect(addresses["stalled"])
    stalled.sendall(lines("stalled", 0, 1) + b'{"id":"half')
    givers = [Steady(f"file{i}", options.rate, options.secs, appender(f"{folder}/file{i}.jsonl")) for i in range(FILES)]
    givers += [Steady(f"tcp{i}", options.rate, options.secs, connect(addresses[f"tcp{i}"]).sendall)
               for i in range(CONNECTIONS)]
    givers.append(Steady("http", options.rate, options.secs, poster(engine.port)))
    stop, flooding = threading.Event(), connect(addresses["flood"])
    threading.Thread(target=flood, args=(flooding, stop), daemon=True).start()
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
