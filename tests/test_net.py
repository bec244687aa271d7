"""The net that rebuildings are held by catches what changes, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import net

SAMPLE = next(case for case in net.cases(0) if case.name == "sample roundtable-14.csv")


def test_a_case_gives_the_same_digests_again() -> None:
    """Pairing, handing out and repairing the sample is caught whole, and nothing in it depends on the moment."""
    once, again = net.digest(SAMPLE)[1], net.digest(SAMPLE)[1]
    assert once == again
    assert {"3 pair: stdout", "file run/run.json", "file run/run 2/run.json", "file all/pairings.xlsx"} <= once.keys()


def test_a_change_of_one_byte_is_named() -> None:
    """Another answer in a survey is another record; what does not depend on it stays."""
    case = next(case for case in net.cases(1) if case.name == "cohort 0")
    files = {name: content.replace(b"Department 1", b"Department 7") for name, content in case.files().items()}
    before, after = net.digest(case)[1], net.digest(replace(case, files=lambda: files))[1]
    found = net.differences({"it": before}, {"it": after, "new": after})
    assert "it: file run/run.json" in found
    assert not any("exit code" in line or line.startswith("new") for line in found)


def test_every_invented_policy_is_read() -> None:
    """None of the invented surveys and policies is refused for how it is written: only for what it asks for."""
    for case in [case for case in net.cases(12) if case.name.startswith("cohort")]:
        short = replace(case, commands=case.commands[:2])
        found = net.output(short)
        assert found["0 check: exit code"].strip() == b"0", found["0 check: stdout"]
        told = " ".join(found["1 pair: stderr"].decode().split())
        assert found["1 pair: exit code"].strip() in (b"0", b"3") or "no seat" in told or "stands twice" in told, told
