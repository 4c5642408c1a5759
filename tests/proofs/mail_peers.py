"""Peers of mailboxes and of feeds of RSS, which misbehave as those of peers.py do.

Only the standard library. Not a program of its own.
"""
import email.utils
import random
import time

import peers


class MailPeer(peers.ServerPeer):
    """A mailbox (IMAP) that fills, and once is made anew, so that its numbers begin again."""

    name = "mail"

    def prepare(self):
        super().prepare()
        self.began, self.validity = None, 1

    def section(self):
        return (f'kind = "imap"\nurl = "imaps://localhost:{self.port}"\nuser = "ann"\nsecret = "{peers.SECRET}"\n'
                f'ca_file = "{self.ca_file}"\ninterval_secs = 1')

    def given(self):
        return {("email", f"<mail-{n}@x>") for n in range(self.posts)}

    def filled(self):
        self.began = self.began or time.monotonic()
        return min(self.posts, int((time.monotonic() - self.began) * 120))

    def message(self, position):
        item = self.item(position)
        number = self.order[position]
        return (f"Message-ID: <mail-{number}@x>\r\nDate: {email.utils.formatdate(item['time'] / 1000)}\r\n"
                f"From: person{number % 97}@x.example\r\nContent-Type: text/plain; charset=utf-8\r\n"
                f"Content-Transfer-Encoding: 8bit\r\n\r\n{item['text']}\r\n").encode()

    def serve(self, connection, number):
        """Here the server speaks first."""
        is_strange = number in self.strange
        self.did["another certificate"] += is_strange
        try:
            with (self.wrong if is_strange else self.right).wrap_socket(connection, server_side=True) as stream:
                self.open.append(stream)
                self.answer(stream, b"", random.Random(f"{self.seed} {self.name} {number}"))
        except OSError:
            pass

    def answer(self, stream, request, dice):
        if self.validity == 1 and self.sent > self.posts // 2:
            self.did["numbers begin again"] += 1
            self.validity = 2
        validity, filled = self.validity, self.filled()
        stream.sendall(b"* OK ready\r\n")
        for line in stream.makefile("rb"):
            tag, command = line.decode().rstrip().split(" ", 1)
            if command.startswith("EXAMINE"):
                stream.sendall(f"* OK [UIDVALIDITY {validity}]\r\n* OK [UIDNEXT {filled + 1}]\r\n".encode())
            if command == "LOGOUT":
                return
            if command.startswith("UID FETCH"):
                data = self.fetched(*command.split(" ", 3)[2:], filled, dice)
                if self.dares("drop in the middle", 0.05, dice):
                    return stream.sendall(data[:dice.randrange(len(data) + 1)])
                stream.sendall(data)
            stream.sendall(f"{tag} OK done\r\n".encode())

    def fetched(self, numbers, what, filled, dice):
        if what == "(UID)":
            uids = range(min(int(numbers.split(":")[0]), max(filled, 1)), filled + 1)
            return b"".join(b"* %d FETCH (UID %d)\r\n" % (uid, uid) for uid in uids)
        uids = [int(uid) for uid in numbers.split(",")]
        dice.shuffle(uids)
        self.again += sum(uid <= self.sent for uid in uids)
        self.sent = max(self.sent, *uids)
        return b"".join(b"* %d FETCH (UID %d BODY[]<0> {%d}\r\n%s)\r\n" % (uid, uid, len(text), text)
                        for uid in uids for text in [self.message(uid - 1)])


class FeedPeer(peers.ServerPeer):
    """A feed (RSS) that grows, with its version."""

    name = "feed"

    def prepare(self):
        super().prepare()
        self.began = None

    def section(self):
        return f'kind = "poll"\nmapping = "feed"\ninterval_secs = 1\n{super().section()}'

    def given(self):
        return {("feed.example", f"feed-{n}") for n in range(self.posts)}

    def answer(self, stream, request, dice):
        self.began = self.began or time.monotonic()
        filled = min(self.posts, int((time.monotonic() - self.began) * 120))
        if b'If-None-Match: "%d"' % filled in request:
            return stream.sendall(b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n")
        items = "".join(f"<item><guid isPermaLink='false'>{item['id']}</guid><description>{item['text']}</description>"
                        f"<pubDate>{email.utils.formatdate(item['time'] / 1000)}</pubDate></item>"
                        for item in map(self.item, reversed(range(filled))))
        body = f"<rss version='2.0'><channel><link>https://feed.example/</link>{items}</channel></rss>".encode()
        self.again += self.sent
        self.sent = filled
        head = f'HTTP/1.1 200 OK\r\nETag: "{filled}"\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n'.encode()
        if self.dares("half a document", 0.15, dice):
            return stream.sendall(head + body[:len(body) // 2])
        stream.sendall(head + body)


PEERS = [MailPeer, FeedPeer]
