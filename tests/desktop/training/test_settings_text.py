"""Single values of a TOML text change and all else of it stays."""

import tomllib

import pytest

from desktop.training.settings_text import values_of, with_value

TEXT = '# mine\nseed = 3  # lucky\n\n[run]\nepochs = 10 # many\n\n[loss]\nlearning_rate = 1e-3\n'


def test_values_have_dotted_names() -> None:
    assert values_of(TEXT) == {"seed": 3, "run.epochs": 10, "loss.learning_rate": 1e-3}


@pytest.mark.parametrize(("name", "value"), [
    ("seed", 7), ("run.epochs", 2), ("loss.learning_rate", 5e-6), ("run.patience", 4), ("batch.weak", 8),
    ("title", "a “b” \"c\""),
])
def test_a_value_is_changed_or_added(name: str, value: object) -> None:
    changed = with_value(TEXT, name, value)  # type: ignore[arg-type]
    assert values_of(changed) == {**values_of(TEXT), name: value}
    assert all(comment in changed for comment in ("# mine", "# lucky", "# many"))


def test_a_value_in_an_empty_text() -> None:
    assert tomllib.loads(with_value("", "run.epochs", 2)) == {"run": {"epochs": 2}}
    assert tomllib.loads(with_value("", "seed", 2)) == {"seed": 2}


def test_a_text_that_is_no_toml_says_where() -> None:
    with pytest.raises(ValueError, match="line 1"):
        values_of("seed = = 3\n")
