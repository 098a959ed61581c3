"""5,000 damaged files of every kind: each gives plans or a refusal that says in words why."""

import pytest
from django.utils import translation

from importers.messages import line
from importers.reading import Reading, read
from importers.reading.child import read_in_child
from tests.importers.mutations import ORIGINALS, mutated

SEEDS = {kind: 120 if kind == "pdf" else 490 for kind in ORIGINALS}
IN_CHILD = 20
BATCHES = [
    (kind, range(first, min(first + 123, count)))
    for kind, count in SEEDS.items()
    for first in range(0, count, 123)
]


def is_explained(reading: Reading) -> bool:
    with translation.override("en"):
        words = [line(problem) for problem in reading.problems]
    return all(words) and (bool(reading.plans) or reading.refused)


def test_they_are_as_many_as_promised():
    assert sum(SEEDS.values()) + IN_CHILD * len(ORIGINALS) >= 5_000


@pytest.mark.parametrize("kind", ORIGINALS)
def test_undamaged_each_is_read(kind):
    reading = read(ORIGINALS[kind])
    assert [problem for problem in reading.problems if problem.severity == "error"] == []
    assert sum(1 for plan in reading.plans for _ in plan.measures())


@pytest.mark.parametrize(("kind", "seeds"), BATCHES, ids=lambda value: str(value).replace("range", ""))
def test_damaged_it_is_read_or_refused_in_words(kind, seeds):
    assert [seed for seed in seeds if not is_explained(read(mutated(kind, seed)))] == []


@pytest.mark.parametrize("kind", ORIGINALS)
def test_damaged_it_comes_out_of_the_child_the_same(kind):
    for seed in range(10_000, 10_000 + IN_CHILD):
        data = mutated(kind, seed)
        assert read_in_child(data) == read(data)
