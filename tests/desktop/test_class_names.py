"""Names of classes as people read them."""

from desktop.class_names import plain_name, spoken


def test_a_class_is_read_without_the_marks_of_files() -> None:
    assert spoken("car_horn") == "car horn"


def test_spellings_of_one_class_are_the_same() -> None:
    assert plain_name("Car-Horn") == plain_name("car_horn") == plain_name(" car  horn ") == "car horn"
