"""Where in the picture a sound comes from: losses, maps over time, and what they say."""
