"""`completion`: a script by which a shell completes `tarn` and `./tarn`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer
from typer import completion as typers

VARIABLE = "_TARN_COMPLETE"  # set by these scripts: typer answers with what may come next


_SCRIPTS = {
    "bash": """_tarn() {
    local IFS=$'\\n'
    COMPREPLY=( $(env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD="$COMP_CWORD" \\
        _TARN_COMPLETE=complete_bash "$1" 2>/dev/null) )
}
complete -o default -F _tarn tarn
""",
    "zsh": """#compdef tarn
_tarn() {
    eval "$(env _TYPER_COMPLETE_ARGS="${words[1,$CURRENT]}" _TARN_COMPLETE=complete_zsh "${words[1]}" 2>/dev/null)"
}
compdef _tarn tarn
""",
    "fish": """function __tarn_complete
    set -l words (commandline -poc) (commandline -ct)
    env _TARN_COMPLETE=complete_fish _TYPER_COMPLETE_FISH_ACTION=get-args \\
        _TYPER_COMPLETE_ARGS=(commandline -cp) $words[1] 2>/dev/null
end
complete --command tarn --arguments "(__tarn_complete)"
""",
}


class Shell(StrEnum):
    """A shell that can complete."""

    bash = "bash"
    zsh = "zsh"
    fish = "fish"


def completion(shell: Annotated[Shell, typer.Argument(help="Whose script.")]) -> None:
    """Print a script by which your shell completes tarn's commands: source <(./tarn completion bash)."""
    typer.echo(_SCRIPTS[shell.value], nl=False)


def prepare() -> None:
    """Makes typer know the shells, where one asks."""
    typers.completion_init()  # type: ignore[attr-defined]
