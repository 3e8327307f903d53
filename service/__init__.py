"""Questions become answers whose every sentence is held up by the transcript."""
