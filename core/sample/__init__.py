"""The sample recording and the sample video, synthesised here free, small to ship and exactly known."""

from core.sample.store import Sample, make_sample, sample_annotations, sample_paths

__all__ = ["Sample", "make_sample", "sample_annotations", "sample_paths"]
