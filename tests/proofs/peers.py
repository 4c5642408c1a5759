"""Peers of every kind of source, which misbehave: they drop, stall, repeat, reorder, restart, send half of something
and change their certificate, by a seed. Each knows what it gave, and how much of it more than once.

Only the standard library and the openssl program. Not a program of its own. A further kind is a class like these, named in
a list like PEERS.
"""
import base64
import collections
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
import threading
import time
import urllib.error
import urllib.request

START_MS = 1772000000000
SECRET = "a secret for this run"


def record(channel, number, seed):
    return {"id": f"{channel}-{number}", "channel": channel, "time": START_MS + number * 1000,
            "author": f"person {number % 97}", "org": "海桥银行",
            "text": f"收款音箱不播报 {seed} {channel} 第{number}次 客服打不通"}


def line_of(item):
    return (json.dumps(item, ensure_ascii=False) + "\n").encode()


class Peer(threading.Thread):
    """`name` is that of its source, and of the channel of its records."""

    name = None

    def __init__(self, folder, posts, seed):
        super().__init__(daemon=True)
        self.folder, self.posts, self.seed = os.path.join(folder, self.name), posts, seed
        os.mkdir(self.folder)
        self.random = random.Random(f"{seed} {self.name}")
        # Records of the same seed in another order: what a peer gives is not in the order of their times.
        self.order = list(range(posts))
        self.random.shuffle(self.order)
        self.again, self.did, self.stopping, self.engine_port = 0, collections.Counter(), False, None
        self.prepare()

    def prepare(self):
        pass

    def section(self):
        """What the configuration says of its source, without the head."""
        raise NotImplementedError

    def given(self):
        return {(self.name, f"{self.name}-{n}") for n in range(self.posts)}

    def is_done(self):
        """Whether it has given all, and need not give any of it again but for being asked."""
        return not self.is_alive()

    def item(self, position):
        return record(self.name, self.order[position], self.seed)

    def dares(self, what, chance, dice=None):
        """Whether it misbehaves now; counted."""
        if (dice or self.random).random() >= chance:
            return False
        self.did[what] += 1
        return True


class FilePeer(Peer):
    """Appends lines in pieces, and rotates the file, by renaming or by copying and cutting.

    A file that was empty when it was last looked at, and is cut before it is looked at again, cannot be told from one that
    stayed empty: it is copied and cut only when it has been written to for longer than the engine is ever away.
    """

    name = "file"
    COPIED_AFTER = 150  # records

    def prepare(self):
        self.path = os.path.join(self.folder, "app.log")
        self.append(b"")
        self.begun = 0  # at which record the file at hand was

    def section(self):
        return f'kind = "file"\npath = "{self.path}"'

    def append(self, data):
        with open(self.path, "ab") as file:
            file.write(data)

    def run(self):
        for position in range(self.posts):
            if position % 10 == 0:
                time.sleep(0.08)
            data = line_of(self.item(position))
            cut = self.random.randrange(len(data)) if self.dares("half a line", 0.1) else len(data)
            self.append(data[:cut])
            if cut < len(data):
                time.sleep(self.random.random() * 0.05)
                self.append(data[cut:])
            if self.dares("rotation", 0.01):
                self.rotate(position)

    def rotate(self, position):
        for old in range(self.did["rotation"] - 1, 0, -1):
            os.rename(f"{self.path}.{old}", f"{self.path}.{old + 1}")
        begun, self.begun = self.begun, position
        if position - begun < self.COPIED_AFTER:
            os.rename(self.path, self.path + ".1")
        else:
            shutil.copyfile(self.path, self.path + ".1")
            os.truncate(self.path, 0)
        time.sleep(0.02)  # file times are coarser than this program


class ArchivePeer(Peer):
    """A packed file that is there from the beginning."""

    name = "archive"

    def prepare(self):
        self.path = os.path.join(self.folder, "old.jsonl.gz")
        with gzip.open(self.path, "wb", compresslevel=1) as file:
            for position in range(self.posts):
                file.write(line_of(self.item(position)))

    def section(self):
        return f'kind = "archive"\npath = "{self.path}"'


class LinesPeer(Peer):
    """Sends lines over TCP, some twice, and keeps each until it is acknowledged."""

    name = "lines"

    def prepare(self):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.items = []
        for position in range(self.posts):
            twice = 2 if self.dares("repeat", 0.02) else 1
            self.again += twice - 1
            self.items += [line_of(self.item(position))] * twice
        self.stored = 0

    def section(self):
        return f'kind = "tcp"\naddress = "127.0.0.1:{self.port}"\nacknowledge = true'

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
                told = b""
                while self.stored < len(self.items) and not self.stopping:
                    if sent < min(len(self.items), self.stored + 100):
                        begin, sent = sent, min(sent + 10, len(self.items))
                        data = b"".join(self.items[begin:sent])
                        connection.settimeout(2)
                        if self.dares("half a line, then gone", 0.03):
                            connection.sendall(data[:-self.random.randrange(1, 40)])
                            return
                        connection.sendall(data)
                        time.sleep(1.2 if self.dares("stall", 0.01) else 0.05)
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


class HookPeer(Peer):
    """Posts signed webhooks, each again until it was answered."""

    name = "hook"

    def prepare(self):
        self.secret_file = os.path.join(self.folder, "secret")
        with open(self.secret_file, "w", encoding="utf-8") as file:
            file.write(SECRET + "\n")

    def section(self):
        return f'kind = "webhook"\nmapping = "chatwoot"\nsignature = "github"\nsecret_file = "{self.secret_file}"'

    def given(self):
        return {("chatwoot", str(n)) for n in range(self.posts)}

    def run(self):
        begin = 0
        while begin < self.posts and not self.stopping:
            end = min(begin + 10, self.posts)
            if not self.once(range(begin, end)):
                self.again += end - begin
                time.sleep(0.05)
                continue
            if self.dares("repeat", 0.05):
                self.again += end - begin
                continue
            begin = end
            time.sleep(0.05)

    def once(self, positions):
        numbers = [self.order[position] for position in positions]
        body = b"".join(line_of({"event": "message_created", "message_type": "incoming", "id": n,
                                 "content": f"退款一直没到账 {self.seed} 第{n}次", "created_at": START_MS // 1000 + n,
                                 "sender": {"id": n % 53, "name": f"p{n % 53}"}}) for n in numbers)
        digest = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        if self.dares("half a request", 0.05):
            self.send_half(body, digest)
        request = urllib.request.Request(f"http://127.0.0.1:{self.engine_port}/api/v1/feeds/hook", body,
                                         {"X-Hub-Signature-256": "sha256=" + digest})
        try:
            with urllib.request.urlopen(request, timeout=5) as response:
                return json.loads(response.read())["rejected_total"] == 0
        except (OSError, ValueError, urllib.error.HTTPError):
            return False

    def send_half(self, body, digest):
        head = (f"POST /api/v1/feeds/hook HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Hub-Signature-256: sha256={digest}\r\n"
                f"Content-Length: {len(body)}\r\n\r\n").encode()
        try:
            with socket.create_connection(("127.0.0.1", self.engine_port), timeout=2) as connection:
                connection.sendall(head + body[:len(body) // 2])
        except OSError:
            pass


class ServerPeer(Peer):
    """A server over TLS, which restarts now and then and shows somebody else's certificate to some connections."""

    scheme = "https"

    def prepare(self):
        self.right, self.wrong = (self.certificate(name) for name in ("right", "wrong"))
        self.ca_file = os.path.join(self.folder, "right.pem")
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.open, self.connections, self.sent = [], 0, 0
        self.strange = set(self.random.sample(range(1, 5), 1))  # the connections that meet a stranger

    def section(self):
        return f'url = "{self.scheme}://localhost:{self.port}/stream"\nca_file = "{self.ca_file}"\nidle_secs = 1'

    def is_done(self):
        return self.sent >= self.posts

    def certificate(self, name):
        """A context with a certificate for localhost that only its own file vouches for."""
        key, pem = (os.path.join(self.folder, f"{name}.{end}") for end in ("key", "pem"))
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-keyout", key, "-out", pem, "-days", "2", "-subj", "/CN=localhost",
                        "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem, key)
        return context

    def run(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.serve, args=(connection, self.connections), daemon=True).start()

    def restart(self):
        """As a server does that is started anew: all connections end, and for a moment nobody listens."""
        self.did["restart"] += 1
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for stream in self.open:
            try:
                stream.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        time.sleep(0.3)
        self.listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self.run, daemon=True).start()

    def serve(self, connection, number):
        is_strange = number in self.strange
        self.did["another certificate"] += is_strange
        dice = random.Random(f"{self.seed} {self.name} {number}")
        try:
            with (self.wrong if is_strange else self.right).wrap_socket(connection, server_side=True) as stream:
                self.open.append(stream)
                request = b""
                while b"\r\n\r\n" not in request:
                    more = stream.recv(65536)
                    if not more:
                        return
                    request += more
                self.answer(stream, request, dice)
        except OSError:  # TLS that was refused is one too
            pass

    def answer(self, stream, request, dice):
        raise NotImplementedError


class EventsPeer(ServerPeer):
    """Server-Sent Events behind the id it is asked for."""

    name = "events"
    kind = "sse"

    def section(self):
        return f'kind = "{self.kind}"\n{super().section()}'

    def begin(self, stream, request):
        stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\nretry: 50\n\n")
        asked = re.search(rb"Last-Event-ID: (\d+)", request)
        return int(asked.group(1)) if asked else 0

    def frame(self, position):
        return b"id: %d\ndata: %s\n" % (position + 1, line_of(self.item(position)))

    def keep_alive(self, stream):
        stream.sendall(b":\n\n")

    def answer(self, stream, request, dice):
        position = self.begin(stream, request)
        if position > 2 and self.dares("repeat", 0.5, dice):  # as servers do that count loosely
            position -= 2
        self.again += max(self.sent - position, 0)
        while position < self.posts:
            begin, position = position, min(position + 10, self.posts)
            data = b"".join(self.frame(n) for n in range(begin, position))
            self.sent = max(self.sent, position)
            if self.dares("drop in the middle", 0.04, dice):
                return stream.sendall(data[:dice.randrange(len(data))])
            stream.sendall(data)
            if self.dares("stall", 0.02, dice):
                return time.sleep(1.5)
            time.sleep(0.08)
        while True:
            time.sleep(0.3)
            self.keep_alive(stream)


class MessagesPeer(EventsPeer):
    """The same as messages of a WebSocket, behind the cursor in the address."""

    name = "messages"
    kind = "websocket"
    scheme = "wss"

    def section(self):
        return super().section() + '\ncursor_key = "time_us"\ncursor_parameter = "cursor"'

    def begin(self, stream, request):
        key = re.search(rb"Sec-WebSocket-Key: (\S+)", request).group(1) + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
        stream.sendall(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                       b"Sec-WebSocket-Accept: " + base64.b64encode(hashlib.sha1(key).digest()) + b"\r\n\r\n")
        asked = re.search(rb"cursor=(\d+)", request)
        return int(asked.group(1)) if asked else 0

    def frame(self, position):
        text = json.dumps({**self.item(position), "time_us": position + 1}, ensure_ascii=False).encode()
        return b"\x81" + (bytes([len(text)]) if len(text) < 126 else b"\x7e" + len(text).to_bytes(2, "big")) + text

    def keep_alive(self, stream):
        stream.sendall(b"\x89\x00")


class PollPeer(ServerPeer):
    """A document that holds what comes behind the version it is asked with, and some of what came before."""

    name = "poll"
    STEP = 150

    def prepare(self):
        super().prepare()
        self.mapping = os.path.join(self.folder, "pages.toml")
        fields = "\n".join(f'{field} = "/{field}"' for field in ("id", "author", "org", "text"))
        with open(self.mapping, "w", encoding="utf-8") as file:
            file.write(f'about = "Pages of records"\neach = "/items"\n[channel]\nname = "{self.name}"\n[post]\n{fields}\n'
                       'time = { from = "/time", epoch = "ms" }\n')

    def section(self):
        return f'kind = "poll"\nmapping = "{self.mapping}"\ninterval_secs = 1\n{super().section()}'

    def answer(self, stream, request, dice):
        asked = re.search(rb'If-None-Match: "(\d+)"', request)
        known = int(asked.group(1)) if asked else 0
        if known >= self.posts:
            self.sent = self.posts  # all of it is stored
            return stream.sendall(b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n")
        if self.dares("another answer", 0.1, dice):
            return stream.sendall(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        if self.dares("stall", 0.1, dice):
            return time.sleep(1.5)
        begin, end = max(known - 20, 0), min(known + self.STEP, self.posts)
        items = [self.item(position) for position in range(begin, end)]
        self.again += end - begin
        dice.shuffle(items)
        body = json.dumps({"items": items}, ensure_ascii=False).encode()
        head = (f'HTTP/1.1 200 OK\r\nETag: "{end}"\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n'
                "Connection: close\r\n\r\n").encode()
        if self.dares("half a document", 0.15, dice):
            return stream.sendall(head + body[:len(body) // 2])
        stream.sendall(head + body)


PEERS = [FilePeer, ArchivePeer, LinesPeer, HookPeer, EventsPeer, MessagesPeer, PollPeer]
