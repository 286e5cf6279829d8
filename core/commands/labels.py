"""Placeholder."""

import argparse

from core.console import Console

NAME = "labels"
HELP = "labels"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    return None


def run(arguments: argparse.Namespace, console: Console) -> int:
    return 0
