"""Score: what a tool found against what was planted, by the same rule for every tool."""

import bisect


class Score:
    """One tool on one part of the labels.

    A planted value counts as found when every byte of it is covered. A finding that touches nothing planted is false.
    """

    def __init__(self):
        self.planted = self.covered = self.touched = self.false = self.decoys = self.hit = 0
        self.by_kind = {}

    def add(self, line, findings, is_in_scope):
        """Counts one text. `findings` are pairs of byte positions; `is_in_scope` says which planted kinds count."""
        findings = sorted(findings)
        for label in line["planted"]:
            if not is_in_scope(label["kind"]):
                continue
            got = covered_bytes(label, findings)
            whole = got == label["end"] - label["start"]
            self.planted += 1
            self.touched += got > 0
            self.covered += whole
            seen = self.by_kind.setdefault(label["kind"], [0, 0])
            seen[0] += whole
            seen[1] += 1
        false = [span for span in findings if not touches(span, line["planted"])]
        self.false += len(false)
        self.decoys += len(line["decoys"])
        self.hit += sum(any(overlap(span, label) for span in false) for label in line["decoys"])

    @property
    def recall(self):
        return self.covered / max(1, self.planted)

    @property
    def precision(self):
        return self.covered / max(1, self.covered + self.false)


def overlap(span, label):
    return span[0] < label["end"] and label["start"] < span[1]


def touches(span, labels):
    return any(overlap(span, label) for label in labels)


def covered_bytes(label, findings):
    """How many bytes of the label the findings, which are sorted, cover together."""
    got, at = 0, label["start"]
    for start, end in findings:
        start, end = max(start, at), min(end, label["end"])
        if start < end:
            got += end - start
            at = end
    return got


class Bytes:
    """Turns positions in characters, as Python counts them, into bytes."""

    def __init__(self, text):
        self.is_ascii = text.isascii()
        if not self.is_ascii:
            self.wide = [index for index, character in enumerate(text) if ord(character) > 127]
            self.extra = [0]
            for index in self.wide:
                self.extra.append(self.extra[-1] + len(text[index].encode()) - 1)

    def at(self, position):
        return position if self.is_ascii else position + self.extra[bisect.bisect_left(self.wide, position)]
