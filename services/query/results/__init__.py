"""Result files, to the byte as Athena leaves them."""
