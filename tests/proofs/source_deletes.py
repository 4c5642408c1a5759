#!/usr/bin/env python3
"""How soon a post that was deleted or edited at its source has left, or changed, every count, group and answer.

A Mastodon stream (Server-Sent Events) and a Bluesky Jetstream (WebSocket) bring complaints of people about one matter each;
then the streams tell that posts were deleted, and that one was edited. From the moment an event is sent until all of these
say so, time is taken: the status, the group and its complainants, its posts, its curve, the search in posts, the trends of
the channel, and the event stream, which tells of a group once a second at most. An edited post is counted once.

    tests/proofs/source_deletes.py build/release/groundswell [--rounds 5] [--limit-ms 1000]

Prints a line for each kind of change and source, then a summary; exits with 1 when something stayed for longer, or wrong.
"""
import argparse
import base64
import hashlib
import json
import queue
import re
import shutil
import socket
import sys
import tempfile
import threading
import time
import urllib.parse

import live

PEOPLE = 8
PATIENCE_SECS = 15
STREAM_SECS = 1.1  # the event stream tells of a group once a second: a change is timed when the one before has been told
WORDS = ["音箱又不播报了", "收款没有声音提示", "到账不播报", "播报断断续续", "音箱一整天不响", "扫码付款后音箱不出声", "喇叭不报金额", "语音播报坏了"]


def stamp(number):
    return time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(time.time() - 3600 + number))


class Stream(threading.Thread):
    """One connection at a time gets what is put into `frames`."""

    def __init__(self):
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.frames = queue.Queue()

    def run(self):
        while True:
            connection, _ = self.listener.accept()
            request = b""
            while b"\r\n\r\n" not in request:
                request += connection.recv(65536)
            connection.sendall(self.head(request))
            while True:
                try:
                    connection.sendall(self.frames.get(timeout=5))
                except queue.Empty:
                    connection.sendall(self.idle)


class Mastodon(Stream):
    name = "mastodon"
    idle = b":\n\n"

    def section(self):
        return f'kind = "sse"\nmapping = "mastodon"\nurl = "http://127.0.0.1:{self.port}/api/v1/streaming/public"'

    def head(self, request):
        return b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"

    def status(self, number, text, edited_at=None):
        return json.dumps({"id": str(number), "created_at": stamp(number), "edited_at": edited_at, "visibility": "public",
                           "content": f"<p>{text}</p>", "language": "zh", "account": {"acct": f"m{number}@a.example"}},
                          ensure_ascii=False)

    def event(self, name, data):
        self.frames.put(f"event: {name}\ndata: {data}\n\n".encode())

    def post(self, number, text):
        self.event("update", self.status(number, text))

    def edit(self, number, text):
        self.event("status.update", self.status(number, text, stamp(3600)))

    def delete(self, number):
        self.event("delete", number)

    def key(self, number):
        return str(number)


class Bluesky(Stream):
    name = "bluesky"
    idle = b"\x89\x00"

    def section(self):
        return (f'kind = "websocket"\nmapping = "bluesky"\nurl = "ws://127.0.0.1:{self.port}/subscribe"\n'
                'cursor_key = "time_us"\ncursor_parameter = "cursor"')

    def head(self, request):
        key = re.search(rb"Sec-WebSocket-Key: (\S+)", request).group(1) + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        return (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                + base64.b64encode(hashlib.sha1(key).digest()) + b"\r\n\r\n")

    def commit(self, operation, number, record):
        event = {"did": f"did:plc:b{number}", "time_us": int(time.time() * 1e6), "kind": "commit",
                 "commit": {"operation": operation, "collection": "app.bsky.feed.post", "rkey": f"k{number}", **record}}
        text = json.dumps(event, ensure_ascii=False).encode()
        size = bytes([len(text)]) if len(text) < 126 else b"\x7e" + len(text).to_bytes(2, "big")
        self.frames.put(b"\x81" + size + text)

    def post(self, number, text, operation="create"):
        self.commit(operation, number, {"record": {"text": text, "createdAt": stamp(number), "langs": ["zh"]}})

    def edit(self, number, text):
        self.post(number, text, "update")

    def delete(self, number):
        self.commit("delete", number, {})

    def key(self, number):
        return f"at://did:plc:b{number}/app.bsky.feed.post/k{number}"


class Listener(threading.Thread):
    """The engine's event stream: the newest state of each group."""

    def __init__(self, engine):
        super().__init__(daemon=True)
        self.connection = engine.connect(timeout=120)
        self.connection.request("GET", "/api/v1/stream")
        self.response, self.groups = self.connection.getresponse(), {}

    def run(self):
        name = ""
        while line := self.response.readline().decode():
            if line.startswith("event: "):
                name = line[7:].strip()
            elif line.startswith("data: ") and name == "group":
                group = json.loads(line[6:])
                self.groups[group["id"]] = group


class Round:
    """One matter of one source: who wrote, what stands, and what every answer says of it."""

    def __init__(self, engine, listener, source, number):
        self.engine, self.listener, self.source = engine, listener, source
        self.matter = f"第{source.name}{number}号网点"
        self.texts = {number * 100 + i: f"海桥银行{WORDS[i]},{self.matter}的收款音箱,客服不管" for i in range(PEOPLE)}
        self.edited, self.group = {}, None

    def items(self, path, **parameters):
        return self.engine.get(f"{path}?{urllib.parse.urlencode(parameters)}")[1]["items"]

    def wait(self, holds):
        """Milliseconds until it does; None when it never does."""
        begun = time.monotonic()
        while time.monotonic() - begun < PATIENCE_SECS:
            if holds():
                return (time.monotonic() - begun) * 1000
            time.sleep(0.005)
        return None

    def find_group(self):
        """The group that has this matter's posts, once all of them are in one."""
        for group in self.items("/api/v1/groups", channel=self.source.name, limit=200):
            ids = {post["id"] for post in self.items(f"/api/v1/groups/{group['id']}/posts", limit=200)}
            if {self.source.key(number) for number in self.texts} <= ids:
                self.group = group["id"]
        return self.group is not None

    def faults(self, before):
        """What does not yet say what stands now; of answers over everything, by how much they differ from `before`."""
        standing = {self.source.key(number): text for number, text in self.texts.items()}
        group = self.engine.get(f"/api/v1/groups/{self.group}")[1]
        shown = {post["id"]: post["text"] for post in self.items(f"/api/v1/groups/{self.group}/posts", limit=200)}
        found = {post["id"]: post["text"] for post in self.items("/api/v1/posts", channel=self.source.name, q=self.matter, limit=200)}
        curve = self.engine.get(f"/api/v1/groups/{self.group}/timeline")[1]
        told = self.listener.groups.get(self.group, {})
        gone = before["standing"] - len(standing)
        now = self.totals()
        faults = {
            "status": now["posts"] != before["posts"] - gone,
            "trends": now["trend"] != before["trend"] - gone,
            "group": group["posts"] != before["group"] - gone,
            "complainants": group["complainants"]["count"] != before["people"] - gone,
            "posts of the group": set(before["ids"]) - set(shown) != set(before["own"]) - set(standing)
            or any(shown[key] != text for key, text in standing.items() if key in shown),
            "search": found != standing,
            "curve": sum(curve["posts"]) != before["group"] - gone,
            "event stream": told.get("posts") != before["group"] - gone
            or told["complainants"]["count"] != before["people"] - gone,
        }
        return {name for name, is_wrong in faults.items() if is_wrong}

    def totals(self):
        trend = self.items("/api/v1/trends", by="channel", window="1d", name=self.source.name)
        return {"posts": self.engine.get("/api/v1/status")[1]["posts"],
                "trend": sum(sum(series["posts"]) for series in trend)}

    def before(self):
        group = self.engine.get(f"/api/v1/groups/{self.group}")[1]
        ids = [post["id"] for post in self.items(f"/api/v1/groups/{self.group}/posts", limit=200)]
        return {**self.totals(), "standing": len(self.texts), "group": group["posts"], "ids": ids,
                "people": group["complainants"]["count"], "own": [self.source.key(n) for n in self.texts]}

    def measure(self, act):
        """Milliseconds until each answer says what `act` did."""
        time.sleep(STREAM_SECS)
        before, took = self.before(), {}
        begun = time.monotonic()
        act()
        while time.monotonic() - begun < PATIENCE_SECS:
            left = self.faults(before)
            for name in ALL - left - took.keys():
                took[name] = (time.monotonic() - begun) * 1000
            if not left:
                return took
        print(f"still wrong: {left}; before {before}, now {self.before()}", file=sys.stderr)
        return {**dict.fromkeys(ALL, None), **took}

    def start(self):
        for number, text in self.texts.items():
            self.source.post(number, text)
        return self.wait(self.find_group) is not None

    def delete(self):
        number = next(iter(self.texts))

        def act():
            del self.texts[number]
            self.source.delete(number)
        return self.measure(act)

    def edit(self):
        number = next(reversed(self.texts))

        def act():
            self.texts[number] = self.texts[number] + ",换了新的还是坏"
            self.source.edit(number, self.texts[number])
        return self.measure(act)


ALL = {"status", "trends", "group", "complainants", "posts of the group", "search", "curve", "event stream"}


def worst(took):
    return max(took, key=lambda name: float("inf") if took[name] is None else took[name])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--limit-ms", type=float, default=1000)
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="groundswell-deletes-")
    sources, problems, slowest = [Mastodon(), Bluesky()], [], 0.0
    try:
        with open(f"{folder}/groundswell.toml", "w", encoding="utf-8") as file:
            file.write("".join(f"[source.{source.name}]\n{source.section()}\n" for source in sources))
        for source in sources:
            source.start()
        engine = live.Engine(options.binary, f"{folder}/data", arguments=["--config", f"{folder}/groundswell.toml"])
        engine.wait_ready()
        listener = Listener(engine)
        listener.start()
        for source in sources:
            times = {"deletion": [], "edit": []}
            for number in range(1, options.rounds + 1):
                one = Round(engine, listener, source, number)
                if not one.start():
                    problems.append(f"{source.name}: no group has the posts of round {number}")
                    continue
                one.wait(lambda one=one: listener.groups.get(one.group, {}).get("posts", 0) >= PEOPLE)
                times["deletion"] += [one.delete(), one.delete()]
                times["edit"].append(one.edit())
                times["deletion"].append(one.delete())
            for what, all_took in times.items():
                for took in all_took:
                    name = worst(took)
                    if took[name] is None or took[name] > options.limit_ms:
                        problems.append(f"{source.name}: after a {what} {name} was not right within {took[name]} ms")
                if not all_took:
                    continue
                seen = {name: [took[name] for took in all_took if took[name] is not None] for name in ALL}
                slowest = max([slowest, *(max(times or [0]) for times in seen.values())])
                print(f"{source.name}, {what}: {len(all_took)} times; slowest, ms: "
                      + ", ".join(f"{name} {max(seen[name], default=float('nan')):.0f}" for name in sorted(ALL)), flush=True)
        status = engine.get("/api/v1/status")[1]
        edits, deletions = options.rounds * 2, options.rounds * 6
        if not problems and (status["updated"] != edits or status["deletions"] != deletions or status["duplicates"]):
            problems.append(f"{edits} edits and {deletions} deletions were sent; the status says {status}")
        engine.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for problem in problems:
        print("PROBLEM:", problem)
    print(f"{options.rounds * 6} deletions and {options.rounds * 2} edits through {len(sources)} sources: all answers right "
          f"after {slowest:.0f} ms at most, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
