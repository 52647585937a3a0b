"""``flowatlas completion``: the completion script of a shell."""

import click
from click.shell_completion import get_completion_class


@click.command
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    r"""Print the completion script of a shell.

    \b
    bash: eval "$(flowatlas completion bash)" in ~/.bashrc
    zsh:  eval "$(flowatlas completion zsh)" in ~/.zshrc
    fish: flowatlas completion fish > ~/.config/fish/completions/flowatlas.fish
    """
    from flowatlas.cli.main import flowatlas

    found = get_completion_class(shell)
    assert found is not None
    click.echo(found(flowatlas, {}, "flowatlas", "_FLOWATLAS_COMPLETE").source())
