"""JSON as Trino has it.

text      documents: their canonical text, and paths of json_extract
parts     what CAST from JSON takes out of a document, and CAST to JSON writes
casts     CAST to and from JSON as SQL
words     the words inside JSON_VALUE and its kin, as calls with plain arguments
paths     SQL/JSON paths as trees
walk      what such a path finds in a document
results   JSON_VALUE, JSON_QUERY and JSON_EXISTS row by row
"""
