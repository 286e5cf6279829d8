"""Training from the window: a child process that trains, the run folder it fills, and the view that watches both."""
