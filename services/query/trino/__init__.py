"""Trino: a query goes to a server as it is, over Trino's client protocol.

client     one statement over HTTP: its pages, its end, its cancellation
engine     a query of Athena's API as such a statement
values     Trino's JSON as texts of Athena
arrow      Trino's JSON as Arrow, for what CREATE TABLE AS, INSERT and UNLOAD write
failures   Trino's errors in Athena's words

The client is ours: results must keep every digit that Trino sends, with the signature of its type, and three HTTP
requests are all that the protocol has (trino.io/docs/current/develop/client-protocol.html).
"""
