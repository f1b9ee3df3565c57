"""Iceberg tables as Athena's statements write them. pyiceberg makes metadata, manifests and data files.

`files` is pyiceberg's FileIO over the object store and `table` a table whose commit is Glue's UpdateTable.
`definitions` and `properties` are what CREATE TABLE asks for, `data` rows as data files, `commits` what goes into one
snapshot. `changes` tells which rows DELETE, UPDATE and MERGE change. `writing` carries out the statements that write
rows, `commands` the others.

pyiceberg is imported when the first statement comes that needs it: a service that writes no Iceberg does without it.
"""
