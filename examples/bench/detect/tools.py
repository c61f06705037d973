"""Tools: each takes the texts and gives the findings of each as byte positions with a flag, and the CPU seconds it took."""

import json
import logging
import os
import resource
import subprocess
import tempfile
import time

from score import Bytes

SECRET, PERSONAL = True, False


def gate(binary, profile):
    """`gate scan --jsonl`, the whole process: reading, decoding, scanning and writing."""

    def run(texts):
        data = "".join(json.dumps({"text": text}) + "\n" for text in texts).encode()
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([binary, "scan", "--jsonl", "--profile", profile], input=data, stdout=subprocess.PIPE, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found = []
        for answer in map(json.loads, done.stdout.splitlines()):
            found.append([(item["start"], item["end"], item["type"] == "API_KEY") for item in answer["findings"]])
        assert len(found) == len(texts), "one answer for each text"
        return found, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return run


def presidio(every_recogniser):
    """Presidio's pattern recognisers at a threshold of 0.4, without a language model.

    Words stand for themselves instead of for their lemma, so that its context words work. `URL` and `DATE_TIME` are left
    out: they report on nearly every line of code, and neither is personal by itself.
    """
    import inspect

    import spacy
    from presidio_analyzer import AnalyzerEngine, PatternRecognizer, RecognizerRegistry, predefined_recognizers
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)

    @spacy.Language.component("words_as_lemmas")
    def words_as_lemmas(document):
        for token in document:
            token.lemma_ = token.lower_
        return document

    class Blank(SpacyNlpEngine):
        def __init__(self):
            super().__init__()
            self.nlp = {"en": spacy.blank("en")}
            self.nlp["en"].add_pipe("words_as_lemmas")
            self.nlp["en"].max_length = 10_000_000

        def load(self):
            """Nothing to load."""

    registry = RecognizerRegistry(supported_languages=["en"])
    if every_recogniser:
        for name in sorted(vars(predefined_recognizers)):
            recogniser = getattr(predefined_recognizers, name)
            if inspect.isclass(recogniser) and issubclass(recogniser, PatternRecognizer) and recogniser is not PatternRecognizer:
                registry.add_recognizer(recogniser(supported_language="en"))
        registry.add_recognizer(predefined_recognizers.PhoneRecognizer(supported_language="en"))
    else:
        registry.load_predefined_recognizers(languages=["en"])
        registry.recognizers = [one for one in registry.recognizers if "Spacy" not in type(one).__name__]
    engine = AnalyzerEngine(registry=registry, nlp_engine=Blank(), supported_languages=["en"])
    entities = [entity for entity in engine.get_supported_entities("en") if entity not in ("URL", "DATE_TIME")]

    def run(texts):
        started = time.process_time()
        results = [engine.analyze(text, language="en", entities=entities, score_threshold=0.4) for text in texts]
        spent = time.process_time() - started
        found = []
        for text, items in zip(texts, results):
            to = Bytes(text)
            found.append([(to.at(item.start), to.at(item.end), PERSONAL) for item in items])
        return found, spent

    return run


def detect_secrets():
    """detect-secrets with its default plugins and filters, on files; a finding stands wherever its value does in its line."""
    from detect_secrets.core.scan import scan_file
    from detect_secrets.settings import default_settings

    def run(texts):
        found, spent = [], 0.0
        with tempfile.TemporaryDirectory() as directory, default_settings():
            path = os.path.join(directory, "text.txt")
            for text in texts:
                with open(path, "w", encoding="utf-8", newline="") as out:
                    out.write(text)
                started = time.process_time()
                items = list(scan_file(path))
                spent += time.process_time() - started
                found.append(list(positions(text, items)))
        return found, spent

    return run


def positions(text, items):
    """Where the reported values stand. Line numbers count from 1; a value may stand in its line more than once."""
    to, starts = Bytes(text), [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    for item in items:
        begin, end = starts[item.line_number - 1], starts[item.line_number]
        at = text.find(item.secret_value, begin, end)
        while at >= 0:
            yield to.at(at), to.at(at + len(item.secret_value)), SECRET
            at = text.find(item.secret_value, at + len(item.secret_value), end)
