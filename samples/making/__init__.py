"""How a script becomes an episode that was recorded and transcribed."""
