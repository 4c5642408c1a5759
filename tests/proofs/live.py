"""A running `groundswell serve` as the proofs drive it: started, asked, killed, started again.

Only the standard library. Not a program of its own.
"""
import http.client
import json
import os
import re
import signal
import subprocess
import threading
import time

READY_SECS_MAX = 120


def environment():
    """The caller's, without settings that would reach the engine."""
    return {k: v for k, v in os.environ.items() if not k.startswith("GROUNDSWELL_")}


def run(binary, *arguments):
    """Runs a command to its end and gives its stdout; fails with its words when it fails."""
    done = subprocess.run([binary, *arguments], env=environment(), capture_output=True)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(arguments)}: exit status {done.returncode}: {done.stderr.decode()}")
    return done.stdout


class Engine:
    """One process. `settings` are given as --set; `arguments` are further flags of serve."""

    def __init__(self, binary, data_dir, settings=(), arguments=()):
        flags = [part for setting in settings for part in ("--set", setting)]
        self.begun = time.monotonic()
        self.process = subprocess.Popen(
            [binary, "serve", "--listen", "127.0.0.1:0", "--data-dir", data_dir, *flags, *arguments],
            env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.words, self.port = [], None
        while self.port is None:
            line = self.process.stderr.readline()
            if not line:
                raise RuntimeError("the engine ended before it listened: " + "".join(self.words))
            self.words.append(line)
            found = re.search(r"listening on http://[^ ]*:(\d+)", line)
            self.port = int(found.group(1)) if found else None
        threading.Thread(target=self._read_words, daemon=True).start()

    def _read_words(self):
        for line in self.process.stderr:
            self.words.append(line)

    def connect(self, timeout=30):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def get(self, path):
        """Status and body; JSON is read."""
        connection = self.connect()
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            body = response.read()
            is_json = "json" in (response.getheader("Content-Type") or "")
            return response.status, json.loads(body) if is_json else body.decode()
        finally:
            connection.close()

    def wait_ready(self):
        """Seconds from the start of the process until posts are taken."""
        while time.monotonic() - self.begun < READY_SECS_MAX:
            if self.process.poll() is not None:
                raise RuntimeError("the engine ended before it was ready: " + "".join(self.words))
            if self.get("/readyz")[0] == 200:
                return time.monotonic() - self.begun
            time.sleep(0.01)
        raise RuntimeError("the engine did not become ready: " + "".join(self.words))

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """Ends it as an operator would; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)


def post(connection, records, path="/api/v1/posts"):
    """Sends records as NDJSON on a kept connection. Status, headers, body as JSON."""
    body = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()
    connection.request("POST", path, body, {"Content-Type": "application/x-ndjson"})
    response = connection.getresponse()
    return response.status, response.headers, json.loads(response.read())


def demonstration(binary, posts, seed):
    """Records of the generated feed."""
    lines = run(binary, "generate", "--seed", str(seed), "--posts", str(posts)).splitlines()
    return [json.loads(line) for line in lines]


def stored_posts(binary, data_dir):
    """(channel, id) -> how many records of the sequence brought the post in, from the folder's exported sequence."""
    counts = {}
    for line in run(binary, "store", "export", "--data-dir", data_dir, "--sequence", "-").splitlines():
        record = json.loads(line)
        if record["record"] == "post":
            key = (record["channel"], record["id"])
            counts[key] = counts.get(key, 0) + 1
    return counts
