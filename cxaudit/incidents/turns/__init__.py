"""Conversations: who said what, in logs with one row a message and in records that hold their messages."""
