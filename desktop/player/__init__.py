"""Plays a recording and says what is heard now. Knows no Qt: the window polls `Player.state`."""
