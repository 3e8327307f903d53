"""The API of an account: its operations, how they are asked for and how they are answered."""
