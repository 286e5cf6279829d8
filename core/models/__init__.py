"""The models: what they are (`card`), which there are (`registry`), one architecture a file."""
