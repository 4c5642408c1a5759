#!/usr/bin/env python3
"""Kills `groundswell serve` at random moments while its sources bring posts, and checks that none is lost or doubled.

A file is written to in pieces, with half lines, and rotated by renaming and by copying and cutting, also while no engine
runs. A sender of lines over TCP sends again what was not acknowledged, one of webhooks what was not answered, an archive
is read once, and a stream of events and a WebSocket, both over TLS, drop their connections, repeat what they told, send
half of it and show a certificate of somebody else now and then. After the last kill the engine runs until every source is at its end. Then every record that was given
must be in the store exactly once, the totals must say the same, and there may be no more duplicates than records that
the senders gave again: the followed file and the archive bring nothing twice, for their place is stored with their posts.

    tests/proofs/source_kills.py build/release/groundswell [--kills 10] [--seed 1] [--posts 4000]

Prints a line a kill, then a summary; exits with 1 when anything was lost, doubled or unsound.
"""
import argparse
import base64
import gzip
import hashlib
import hmac
import json
import os
import random
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

import live

SECRET = "a secret for this run"
LOAD_SECS = (0.1, 1.2)
SETTLE_SECS = 90


def record(source, number, seed):
    return {"id": f"{source}-{number}", "channel": source, "time": 1772000000000 + number * 1000,
            "author": f"person {number % 97}", "org": "海桥银行",
            "text": f"收款音箱不播报 {seed} {source} 第{number}次 客服打不通"}


def line_of(item):
    return (json.dumps(item, ensure_ascii=False) + "\n").encode()


class FileWriter(threading.Thread):
    """Appends lines in pieces, and rotates the file."""

    def __init__(self, path, posts, seed):
        super().__init__(daemon=True)
        self.path, self.posts, self.random = path, posts, random.Random(seed)
        self.rotations, self.seed = 0, seed

    def append(self, data):
        with open(self.path, "ab") as file:
            file.write(data)

    def run(self):
        for number in range(self.posts):
            if number % 10 == 0:
                time.sleep(0.01)
            data = line_of(record("file", number, self.seed))
            cut = self.random.randrange(len(data)) if self.random.random() < 0.2 else len(data)
            self.append(data[:cut])
            if cut < len(data):
                time.sleep(self.random.random() * 0.02)
                self.append(data[cut:])
            if self.random.random() < 0.01:
                time.sleep(self.random.random() * 0.3)
            if self.random.random() < 0.004:
                self.rotate()

    def rotate(self):
        for old in range(self.rotations, 0, -1):
            os.rename(f"{self.path}.{old}", f"{self.path}.{old + 1}")
        self.rotations += 1
        if self.random.random() < 0.5:
            os.rename(self.path, self.path + ".1")
        else:
            shutil.copyfile(self.path, self.path + ".1")
            os.truncate(self.path, 0)
        time.sleep(0.02)  # file times are coarser than this program


class LineSender(threading.Thread):
    """Sends lines over TCP and keeps each until it is acknowledged."""

    def __init__(self, port, posts, seed):
        super().__init__(daemon=True)
        self.port, self.seed = port, seed
        self.items = [line_of(record("lines", number, seed)) for number in range(posts)]
        self.stored, self.connections, self.again, self.stopping = 0, 0, 0, False

    def run(self):
        while self.stored < len(self.items) and not self.stopping:
            try:
                self.once()
            except OSError:
                time.sleep(0.05)

    def once(self):
        base = sent = self.stored
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
                self.connections += 1
                told = b""
                while self.stored < len(self.items) and not self.stopping:
                    if sent < min(len(self.items), self.stored + 200):
                        connection.settimeout(2)
                        begin, sent = sent, min(sent + 20, len(self.items))
                        connection.sendall(b"".join(self.items[begin:sent]))
                        time.sleep(0.02)
                    connection.settimeout(0.01)
                    try:
                        more = connection.recv(4096)
                    except TimeoutError:
                        continue
                    if not more:
                        return
                    told += more
                    *whole, told = told.split(b"\n")
                    if whole:
                        self.stored = base + int(whole[-1])
        finally:
            self.again += sent - self.stored


class HookSender(threading.Thread):
    """Posts signed webhooks, each again until it was answered."""

    def __init__(self, posts, seed):
        super().__init__(daemon=True)
        self.posts, self.seed = posts, seed
        self.port, self.sent, self.refused, self.again, self.stopping = None, 0, 0, 0, False

    def run(self):
        while self.sent < self.posts and not self.stopping:
            if not self.once(self.sent):
                self.again += 10
                time.sleep(0.02)
                continue
            self.sent += 10
            time.sleep(0.01)

    def once(self, begin):
        body = b"".join(line_of({"event": "message_created", "message_type": "incoming", "id": n,
                                 "content": f"退款一直没到账 {self.seed} 第{n}次", "created_at": 1772000000 + n,
                                 "sender": {"id": n % 53, "name": f"p{n % 53}"}}) for n in range(begin, begin + 10))
        digest = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/api/v1/feeds/hook", body,
                                         {"X-Hub-Signature-256": "sha256=" + digest})
        try:
            with urllib.request.urlopen(request, timeout=5) as response:
                answer = json.loads(response.read())
                if answer["rejected_total"]:
                    self.refused += answer["rejected_total"]
                return True
        except (OSError, ValueError, urllib.error.HTTPError):
            return False


class EventServer(threading.Thread):
    """Server-Sent Events over TLS, behind the id it is asked for; misbehaves."""

    def __init__(self, folder, posts, seed):
        super().__init__(daemon=True)
        self.posts, self.seed, self.random = posts, seed, random.Random(seed)
        self.right, self.wrong = (self.certificate(folder, name) for name in ("right", "wrong"))
        self.ca_file = os.path.join(folder, "right.pem")
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.connections, self.refused, self.again, self.sent = 0, 0, 0, 0

    def certificate(self, folder, name):
        """A context with a certificate for localhost that only its own file vouches for."""
        key, pem = (os.path.join(folder, f"{name}.{end}") for end in ("key", "pem"))
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-keyout", key, "-out", pem, "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem, key)
        return context

    def run(self):
        while True:
            connection, _ = self.listener.accept()
            threading.Thread(target=self.serve, args=(connection, random.Random(self.random.random())),
                             daemon=True).start()

    def serve(self, connection, dice):
        self.connections += 1
        try:
            with (self.wrong if dice.random() < 0.2 else self.right).wrap_socket(connection, server_side=True) as stream:
                self.tell(stream, dice)
        except OSError:  # TLS that was refused is one too
            self.refused += 1

    def tell(self, stream, dice):
        request = b""
        while b"\r\n\r\n" not in request:
            request += stream.recv(65536) or b"\r\n\r\n"
        asked = re.search(rb"Last-Event-ID: (\d+)", request)
        number = int(asked.group(1)) if asked else 0
        if number > 2 and dice.random() < 0.5:
            number -= 2  # as servers do that count loosely
        self.again += max(self.sent - number, 0)
        stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\nretry: 50\n\n")
        while number < self.posts:
            begin = number
            number = min(number + 20, self.posts)
            data = b"".join(b"id: %d\ndata: %s\n" % (n + 1, line_of(record("events", n, self.seed)))
                            for n in range(begin, number))
            self.sent = max(self.sent, number)
            if dice.random() < 0.05:
                stream.sendall(data[:dice.randrange(len(data))])
                return
            stream.sendall(data)
            time.sleep(0.02)
        while True:
            time.sleep(5)
            stream.sendall(b":\n\n")


class MessageServer(EventServer):
    """The same records as messages of a WebSocket."""

    def tell(self, stream, dice):
        request = b""
        while b"\r\n\r\n" not in request:
            request += stream.recv(65536) or b"\r\n\r\n"
        key = re.search(rb"Sec-WebSocket-Key: (\S+)", request).group(1) + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        accept = base64.b64encode(hashlib.sha1(key).digest())
        asked = re.search(rb"cursor=(\d+)", request)
        number = max(int(asked.group(1)) - dice.randrange(3), 0) if asked else 0
        self.again += max(self.sent - number, 0)
        stream.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                       b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n")
        while number < self.posts:
            begin = number
            number = min(number + 20, self.posts)
            data = b"".join(self.frame({**record("messages", n, self.seed), "time_us": n + 1}) for n in range(begin, number))
            self.sent = max(self.sent, number)
            if dice.random() < 0.05:
                stream.sendall(data[:dice.randrange(len(data))])
                return
            stream.sendall(data)
            time.sleep(0.02)
        while stream.recv(4096):
            pass

    def frame(self, item):
        text = json.dumps(item, ensure_ascii=False).encode()
        return b"\x81" + (bytes([len(text)]) if len(text) < 126 else b"\x7e" + len(text).to_bytes(2, "big")) + text


class Proof:
    def __init__(self, options, folder):
        self.options, self.folder, self.random = options, folder, random.Random(options.seed)
        self.problems = []
        self.path = os.path.join(folder, "app.log")
        self.archive = os.path.join(folder, "old.jsonl.gz")
        with gzip.open(self.archive, "wb", compresslevel=1) as file:
            for number in range(options.posts * 2):
                file.write(line_of(record("archive", number, options.seed)))
        with open(os.path.join(folder, "secret"), "w", encoding="utf-8") as file:
            file.write(SECRET + "\n")
        self.events = EventServer(folder, options.posts, options.seed)
        os.mkdir(os.path.join(folder, "messages"))
        self.messages = MessageServer(os.path.join(folder, "messages"), options.posts, options.seed + 1)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.config = os.path.join(folder, "groundswell.toml")
        with open(self.config, "w", encoding="utf-8") as file:
            file.write(f"""
[source.app]
kind = "file"
path = "{self.path}"
[source.lines]
kind = "tcp"
address = "127.0.0.1:{self.port}"
acknowledge = true
[source.hook]
kind = "webhook"
mapping = "chatwoot"
signature = "github"
secret_file = "{os.path.join(folder, 'secret')}"
[source.events]
kind = "sse"
url = "https://localhost:{self.events.port}/stream"
ca_file = "{self.events.ca_file}"
[source.messages]
kind = "websocket"
url = "wss://localhost:{self.messages.port}/subscribe"
ca_file = "{self.messages.ca_file}"
cursor_key = "time_us"
cursor_parameter = "cursor"
[source.old]
kind = "archive"
path = "{self.archive}"
""")
        self.writer = FileWriter(self.path, options.posts, options.seed)
        self.writer.append(b"")
        self.lines = LineSender(self.port, options.posts, options.seed)
        self.hooks = HookSender(options.posts // 10 * 10, options.seed)

    def start(self):
        engine = live.Engine(self.options.binary, os.path.join(self.folder, "data"), arguments=["--config", self.config])
        engine.wait_ready()
        self.hooks.port = engine.port
        return engine

    def run(self):
        self.events.start()
        self.messages.start()
        engine = self.start()
        while not any("cursor" in source for source in engine.get("/api/v1/sources")[1]["items"] if source["name"] == "app"):
            time.sleep(0.05)  # a file that was never seen may be rotated away
        for thread in (self.writer, self.lines, self.hooks):
            thread.start()
        for number in range(1, self.options.kills + 1):
            time.sleep(self.random.uniform(*LOAD_SECS))
            posts = engine.get("/api/v1/status")[1]["posts"]
            engine.kill()
            time.sleep(self.random.random() * 0.2)
            engine = self.start()
            print(f"kill {number:3}: at {posts} posts, {self.writer.rotations} rotations so far", flush=True)
        self.settle(engine)
        self.check(engine)

    def settle(self, engine):
        """Until all that was given is there, or for long enough."""
        given = self.options.posts * 6 + self.hooks.posts
        until = time.monotonic() + SETTLE_SECS
        while time.monotonic() < until:
            is_sent = not any(thread.is_alive() for thread in (self.writer, self.lines, self.hooks))
            if is_sent and engine.get("/api/v1/status")[1]["posts"] >= given:
                time.sleep(1)  # for what may come twice
                return
            time.sleep(0.2)
        self.problems.append(f"the sources did not come to their end: {engine.get('/api/v1/sources')[1]}")
        self.lines.stopping = self.hooks.stopping = True

    def check(self, engine):
        status = engine.get("/api/v1/status")[1]
        if engine.stop() != 0:
            self.problems.append("the engine did not end well")
        live.run(self.options.binary, "store", "verify", "--data-dir", os.path.join(self.folder, "data"))
        stored = live.stored_posts(self.options.binary, os.path.join(self.folder, "data"))
        given = {("file", f"file-{n}") for n in range(self.options.posts)}
        given |= {("lines", f"lines-{n}") for n in range(self.options.posts)}
        given |= {("events", f"events-{n}") for n in range(self.options.posts)}
        given |= {("messages", f"messages-{n}") for n in range(self.options.posts)}
        given |= {("archive", f"archive-{n}") for n in range(self.options.posts * 2)}
        hooks = {key for key in stored if key[0] == "chatwoot"}
        lost = given - stored.keys()
        doubled = [key for key, count in stored.items() if count > 1]
        if lost:
            self.problems.append(f"{len(lost)} records are lost, such as {sorted(lost)[:5]}")
        if doubled:
            self.problems.append(f"{len(doubled)} records are stored more than once")
        if len(hooks) != self.hooks.posts:
            self.problems.append(f"{len(hooks)} of {self.hooks.posts} webhooks are stored, {self.hooks.refused} refused")
        if stored.keys() - given - hooks:
            self.problems.append(f"{len(stored.keys() - given - hooks)} records nobody gave are stored")
        if status["posts"] != len(stored) or status["rejected"]:
            self.problems.append(f"the status counts {status['posts']} posts and {status['rejected']} refused, "
                                 f"stored are {len(stored)}")
        again = self.lines.again + self.hooks.again + self.events.again + self.messages.again
        if status["duplicates"] > again:
            self.problems.append(f"{status['duplicates']} duplicates, and {again} records were sent again")
        self.stored, self.duplicates = len(stored), status["duplicates"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--posts", type=int, default=4000, help="of each source; the archive has twice as many")
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="groundswell-sources-")
    try:
        proof = Proof(options, folder)
        proof.run()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for problem in proof.problems:
        print("PROBLEM:", problem)
    print(f"seed {options.seed}: {options.kills} kills, {proof.writer.rotations} rotations, {proof.lines.connections} + "
          f"{proof.events.connections} + {proof.messages.connections} connections, {proof.stored} records stored, {proof.duplicates} known already, {len(proof.problems)} problems")
    return 1 if proof.problems else 0


if __name__ == "__main__":
    sys.exit(main())
