"""Running answers: each made by a task of its own, which writes a log that anybody may follow."""
