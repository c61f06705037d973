"""Corpus: texts like those that agents send, with planted values and with look-alikes, the same for the same seed.

    python3 corpus.py OUT.jsonl [MEGABYTES] [SEED]

Each line is {"text", "planted": [{"kind", "start", "end"}], "decoys": [{"kind", "start", "end"}]}; positions are bytes
of the text's UTF-8. Every value is drawn at random and has right check digits; none belongs to anybody.
"""

import json
import random
import sys

import decoys
import personal
import prose
import credentials


class Text:
    """One text as it grows, with its labels."""

    def __init__(self):
        self.parts, self.length, self.planted, self.decoys = [], 0, [], []

    def add(self, piece):
        self.parts.append(piece)
        self.length += len(piece.encode())

    def add_labelled(self, labels, kind, template, value):
        """Adds `template` with `value` in the place of its braces."""
        before, after = template.split("{}")
        self.add(before)
        label = {"kind": kind, "start": self.length}
        self.add(value.text if isinstance(value, credentials.Partly) else value)
        label["end"] = self.length
        if isinstance(value, credentials.Partly):
            label["start"], label["end"] = label["start"] + value.start, label["start"] + value.end
        labels.append(label)
        self.add(after)

    def as_line(self):
        return json.dumps({"text": "".join(self.parts), "planted": self.planted, "decoys": self.decoys})


def compose(draw):
    """One text of three to twelve segments: most of them harmless, one in ten with a value in it."""
    text = Text()
    language = draw.choice(list(prose.LANGUAGES))
    for _ in range(draw.randint(3, 12)):
        chance = draw.random()
        if chance < 0.48:
            text.add(prose.paragraph(draw, language))
        elif chance < 0.70:
            text.add(prose.code(draw))
        elif chance < 0.90:
            kind, make = draw.choice(decoys.KINDS)
            lead = draw.choice(["", "see ", "result: ", "- ", "got ", "now at "])
            text.add_labelled(text.decoys, kind, lead + "{}", make(draw))
        else:
            kind, make, templates = draw.choice(draw.choice([personal.KINDS, credentials.KINDS]))
            text.add_labelled(text.planted, kind, draw.choice(templates), make(draw))
        text.add(draw.choice(["\n", "\n\n", " ", ". "]))
    return text


def write(path, megabytes, seed):
    """Writes texts until they hold `megabytes`."""
    draw = random.Random(seed)
    written = 0
    with open(path, "w", encoding="utf-8") as out:
        while written < megabytes * 1e6:
            text = compose(draw)
            out.write(text.as_line() + "\n")
            written += text.length


if __name__ == "__main__":
    write(sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 2, int(sys.argv[3]) if len(sys.argv) > 3 else 1)
