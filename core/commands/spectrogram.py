"""Placeholder."""

import argparse

from core.console import Console

NAME = "spectrogram"
HELP = "spectrogram"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    return None


def run(arguments: argparse.Namespace, console: Console) -> int:
    return 0
