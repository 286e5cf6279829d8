"""The words of a packaged program, which starts itself where others start Python."""

import sys

import pytest

from desktop import launch


@pytest.mark.parametrize("words", [["auralens"], ["auralens", "/opt/auralens/auralens"]])
def test_a_packaged_program_is_its_own_python(words: list[str], monkeypatch: pytest.MonkeyPatch,
                                              capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/opt/auralens/auralens")
    monkeypatch.setattr(sys, "argv", [*words, "labels", "formats"])
    assert launch.main() == 0
    assert "audacity" in capsys.readouterr().out.lower()
    assert sys.argv[0] == "/opt/auralens/auralens"  # by which further processes find it
