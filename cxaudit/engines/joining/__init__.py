"""Customers across logs: who is the same by id, mail or phone, and which incidents stand in several of the logs.

The kernel gives each event the hashes of what names its customer. While events stream by, the distinct combinations of
those are gathered; at the end they are put together to customers, and every event gets the hash of its own.
"""
