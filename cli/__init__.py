"""The command line: `./tarn COMMAND`. Each module is one group of commands; `app.py` puts them together."""
