"""The window: Qt views over the values that `core` computes."""
