"""Makes the index that comes with us (``knowledge/search/shipped.py``), and trains classifiers.

``python -m tests.questions.train``; wanted whenever topics, their questions, ``asked/``, ``said/``
or the concepts have changed (lint says so); two minutes. scikit-learn comes with
``pip install -e '.[train]'``.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC

from knowledge import shipped
from knowledge.load import Knowledge, open_knowledge, read_said
from knowledge.model import Language
from knowledge.replies import classifier
from knowledge.search.concepts import table
from knowledge.search.features import features
from knowledge.search.index import REFUSED, Entry, build
from knowledge.search.shipped import digest_of, write_index
from knowledge.search.weights import (
    OURS,
    SCALE,
    SELDOM,
    Weights,
    importance,
)

PENALTY, PENALTY_OURS = 1.0, 4.0  # chosen on the tuning questions, like the next
LEAST = 20  # hundredths; a smaller weight changes hardly any answer
LENIENCE_SAID, LEAST_SAID = 16.0, 12  # the same of what servers say


def trained(knowledge: Knowledge, entries: Sequence[Entry], language: Language) -> Weights:
    """What tells these entries from one another by the features of their examples."""
    phrases = table(knowledge._data["concepts"], language)
    found = [
        (entry.topic_id, features(text, phrases, knowledge.entities(text)))
        for entry in entries
        for text in entry.examples
    ]
    often = Counter(name for _, of_text in found for name in of_text)
    names = [name for name, count in often.items() if count >= SELDOM]
    counts = {name: importance((often[name] + 1) / (len(found) + 1)) for name in names}
    matrix = _matrix([of_text for _, of_text in found], counts)
    of_examples = [topic_id for topic_id, _ in found]
    among = LinearSVC(C=PENALTY, random_state=0).fit(matrix, of_examples)
    ours = LogisticRegression(C=PENALTY_OURS, class_weight="balanced", solver="liblinear")
    ours.fit(matrix, [not topic_id.startswith(REFUSED) for topic_id in of_examples])
    topics = [*map(str, among.classes_), OURS]
    leanings = map(float, (*among.intercept_, *ours.intercept_))
    hundredths = np.rint(np.vstack((among.coef_, ours.coef_)).T * SCALE).astype(int)
    return Weights(
        dict(zip(topics, leanings, strict=True)),
        {
            name: kept
            for name, of_topics in zip(names, hundredths, strict=True)
            if (kept := _kept(topics, of_topics))
        },
    )


def _matrix(found: Sequence[Mapping[str, float]], counts: Mapping[str, float]) -> csr_matrix:
    number = {name: at for at, name in enumerate(counts)}
    rows, columns, values = [], [], []
    for row, of_text in enumerate(found):
        for name, kind in of_text.items():
            if name in number:
                rows.append(row)
                columns.append(number[name])
                values.append(kind * counts[name])
    return normalize(csr_matrix((values, (rows, columns)), shape=(len(found), len(counts))))


def _kept(topics: Sequence[str], of_topics: np.ndarray) -> dict[str, int]:
    kept = np.flatnonzero(np.abs(of_topics) >= LEAST)
    return {topics[int(at)]: int(of_topics[at]) for at in kept}


def trained_on_said(said: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """What tells causes from one another by what is said, as ``replies/classifier.py`` reads it."""
    found = [(cause, classifier.features(text)) for cause, texts in said.items() for text in texts]
    often = Counter(name for _, of_text in found for name in of_text)
    rarity = {
        name: round(classifier.SCALE * math.log((len(found) + 1) / (count + 1)))
        for name, count in often.items()
        if count >= SELDOM
    }
    model = LogisticRegression(C=LENIENCE_SAID, max_iter=400, class_weight="balanced")
    model.fit(_matrix([of_text for _, of_text in found], rarity), [cause for cause, _ in found])
    hundredths = np.rint(model.coef_.T * classifier.SCALE).astype(int)
    return {
        "causes": [*map(str, model.classes_)],
        "leanings": [round(float(leaning), 3) for leaning in model.intercept_],
        "features": {
            name: " ".join(
                (str(rare), *(f"{at} {row[at]}" for at in np.flatnonzero(abs(row) >= LEAST_SAID)))
            )
            for (name, rare), row in zip(rarity.items(), hundredths, strict=True)
        },
    }


def main() -> None:
    """Train and write both languages, and what servers say."""
    said = read_said()
    shipped.write(classifier.FILE, trained_on_said(said), classifier.digest_of(said))
    knowledge = open_knowledge()
    concepts = knowledge._data["concepts"]
    for language in Language:
        entries = list(knowledge.entries(language))
        weights = trained(knowledge, entries, language)
        index = build(entries, concepts, knowledge.entities, language, weights)
        write_index(language, index, digest_of(entries, concepts))
        count = sum(map(len, weights.of_features.values()))
        print(f"{language}: {len(weights.of_features)} features, {count} weights", file=sys.stderr)


if __name__ == "__main__":
    main()
