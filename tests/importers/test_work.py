"""Long work told step by step: closed at any step it leaves nothing behind; and a file read once more."""

import pytest

from importers import uploads, writer
from importers.models import Import
from importers.proposal import Decisions, propose
from importers.reading import Reading
from importers.reading.hints import Hints
from importers.work import finish
from tests.cast import moment
from tests.importers.published import ANNEX, everything, find, reading


def received(administrator, what: Reading, data: bytes = b"x") -> Import:
    return uploads.receive(data=data, name="annex5.xlsx", by=administrator, at=moment(1, 17), reading=what)


def applying(row: Import, administrator):
    basis = uploads.proposal_of(row).basis
    return uploads.applying(row=row, basis=basis, by=administrator, at=moment(1, 17))


def test_an_import_closed_at_any_step_leaves_nothing_behind(administrator):
    row = received(administrator, reading())
    before = everything()
    steps = 0
    while True:
        work = applying(row, administrator)
        try:
            for _ in range(steps + 1):
                next(work)
        except StopIteration:
            break
        work.close()
        assert everything() == before
        steps += 1
    assert steps >= 3
    row.refresh_from_db()
    assert row.state == "applied"


def test_its_steps_are_told_in_their_order_and_never_pass_their_total(administrator):
    row = received(administrator, reading())
    told = []
    finish(applying(row, administrator), told.append)
    assert [step.phase for step in told] == ["comparing", *["writing"] * (len(told) - 1)]
    done = [step.done for step in told]
    assert done == sorted(done)
    assert all(step.done <= step.total == 20 for step in told[1:])


def test_reading_a_file_tells_its_steps_and_gives_the_import(administrator):
    told = []
    work = uploads.receiving(data=ANNEX.read_bytes(), name="a.xlsx", by=administrator, at=moment(1, 17))
    row = finish(work, told.append)
    assert told[0].phase in ("opening", "reading")
    assert row.counts == {"plans": 1, "measures": 20, "errors": 0, "same": 0}


def test_an_agreement_to_something_else_writes_nothing(administrator):
    row = received(administrator, reading())
    before = everything()
    with pytest.raises(writer.Stale):
        uploads.apply(row=row, basis="what was shown before", by=administrator, at=moment(1, 17))
    assert everything() == before


def test_a_file_read_again_keeps_what_was_decided_of_the_measures_that_stay(administrator):
    what = reading()
    other = find(what, "15 万亩")
    other.text = "Another measure stood here."
    row = received(administrator, what, ANNEX.read_bytes())
    mine = find(what, "200 公顷")
    keys = [f"0.{mine.seq}", f"0.{other.seq}"]
    uploads.decide(
        row=row,
        decisions=Decisions(
            names={"某局": "unit-1"},
            refused=[f"{key}.5" for key in keys],
            kinds=dict.fromkeys(keys, "outcome"),
        ),
    )
    finish(uploads.reading_again(row=row, known=Hints()))
    row.refresh_from_db()
    assert Decisions(**row.decisions) == Decisions(
        names={"某局": "unit-1"}, refused=[f"{keys[0]}.5"], kinds={keys[0]: "outcome"}
    )
    assert Reading.from_dict(row.reading).plans == reading().plans
    assert propose(reading=Reading.from_dict(row.reading), decisions=Decisions()).ready
