"""Where people and models look on the same scenes, and what that scores."""
