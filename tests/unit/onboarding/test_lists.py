"""Opt-outs and flags of real people: a list is whole and readable, or nobody loads."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from phm_core.errors import NotPermitted, RefusedInput
from phm_core.governance.permission import opt_outs_of
from phm_core.onboarding.loading.report import Report
from phm_core.snapshot import open_snapshot
from tests.unit.onboarding.test_loading import (
    CATALOGUE,
    FLAGS,
    REAL,
    SICK,
    plain,
    rows,
    small,
)

pytestmark = pytest.mark.usefixtures("read_here")


def told(report: Report) -> set[str]:
    return {note for note in report.notes if "rows" in note}


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_a_list_with_a_header_and_no_rows_says_that_nobody_is_on_it(
    loads, real, tmp_path, ending
):
    """Both lists, each alone, as text and as Parquet."""
    delivery = small(
        tmp_path / "in", person=SICK[:2], opt_out=REAL[:1], sharing_flag=FLAGS[:1]
    )
    if ending == ".parquet":
        for name, header in (("opt_out", REAL[0]), ("sharing_flag", FLAGS[0])):
            (delivery / f"{name}.csv").unlink()
            none = pa.table({column: pa.array([], pa.string()) for column in header})
            pq.write_table(none, delivery / f"{name}.parquet")
    path, report = loads(delivery, plain(), **real)
    assert told(report) == {
        f"Nobody is on the list '{name}{ending}': it has a header and no rows."
        for name in ("opt_out", "sharing_flag")
    }
    assert len(rows(path, "person")) == 1
    snapshot = open_snapshot(path)
    purpose = CATALOGUE.purposes["planning"]
    assert purpose.opt_outs
    assert opt_outs_of(purpose, snapshot) == frozenset(purpose.opt_outs)
    for name in ("opt_out", "sharing_flag"):
        assert snapshot.has(name)
        assert rows(path, name) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the list 'opt_out' is not among the files"),
        (b"local_id,kind\na\nb,type 1,x\n", "the list 'opt_out' is not among"),
        (b"local_id,kind\na,type 1\nb\n", "cannot be honoured: 1 of its rows"),
        (b"somebody,something\n", "the list 'opt_out' is not among the files"),
        (b"%PDF-1.4", "the list 'opt_out' is not among the files"),
    ],
)
def test_a_list_that_cannot_be_read_is_not_one_that_nobody_is_on(
    loads, real, tmp_path, content, said
):
    delivery = small(tmp_path / "in", person=SICK[:2], sharing_flag=FLAGS[:1])
    (delivery / "opt_out.csv").write_bytes(content)
    with pytest.raises(NotPermitted, match=said):
        loads(delivery, plain(), **real)
    assert list((tmp_path / "out").glob("*")) == []


def test_a_list_of_which_one_file_cannot_be_read_is_not_whole(loads, real, tmp_path):
    delivery = small(
        tmp_path / "in", person=SICK[:2], opt_out_1=REAL[:1], sharing_flag=FLAGS[:1]
    )
    (delivery / "opt_out_2.csv").write_bytes(b"")
    mapping = plain().replace("files: [opt_out]", 'files: ["opt_out*"]')
    with pytest.raises(NotPermitted, match=r"'opt_out_2\.csv' was refused"):
        loads(delivery, mapping, **real)


def test_only_a_list_alone_may_have_no_rows(loads, real, tmp_path):
    """A table of people, and one that could be of people, stays without rows."""
    header = ["local_id", "kind", "birth_date", "sex"]
    lists = {"opt_out": REAL[:1], "sharing_flag": FLAGS[:1]}
    delivery = small(tmp_path / "in", person=[SICK[0]], **lists)
    with pytest.raises(RefusedInput, match="has a header and no rows"):
        loads(delivery, plain(), **real)
    delivery = small(
        tmp_path / "both", person=SICK[:2], people=[header], sharing_flag=FLAGS[:1]
    )
    mapping = (
        plain()
        .replace("files: [opt_out]", "files: [people]")
        .replace("files: [person]", "files: [person, people]")
    )
    assert mapping.count("people]") == 2
    with pytest.raises(NotPermitted, match="the list 'opt_out' is not among"):
        loads(delivery, mapping, **real)
