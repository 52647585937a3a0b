"""The command ``flowatlas``: which commands there are, and what becomes of errors.

Commands are imported when they are used, so that ``--help`` and completion answer at once.
"""

import os
import sys
from importlib import import_module

import click

from flowatlas import __version__

COMMANDS = {
    "new": "Start an atlas: blank, or from a template.",
    "templates": "List the templates that a new atlas can start from.",
    "discover": "Turn an event log into the measured map of its stream.",
    "show": "Show what a map adds up to, and what is not known yet.",
    "render": "Draw a map: picture, page that explains itself, or text for a review.",
    "compare": "Compare versions of a map: current, futures and the ideal, two files, or two revisions.",
    "simulate": "Simulate real days: how long items take, with queues, shared people, batches and rework.",
    "forecast": "Forecast dates: when the last of those who wait now is served, when so many are done, "
    "how many by a date.",
    "sensitivity": "Show what matters: how long the typical item takes if one value is at its low or high end, "
    "all else as likely.",
    "guide": "Say what to do next: which map, with whom, and how.",
    "improve": "Propose what could change, with what each change would do, and put it into a future.",
    "plan": "Show the roadmap: what each item should do, what was read since, and the quick fixes.",
    "case": "Make the business case of a future: what it costs, what it brings, how sure that is, what is assumed.",
    "voice": "Gather what several people say about one map, see where they differ, and settle it.",
    "session": "Say what came of the last session: what was decided, settled, voted and asked, and what comes next.",
    "serve": "Open maps in the browser: edit together, and see the figures move.",
    "template": "Make a template from an atlas, with or without its values.",
    "check": "Check an atlas and say what is wrong, where, and what would be right.",
    "diff": "Tell what changed between two atlases, and what that does.",
    "merge": "Bring two versions of an atlas together that started from one.",
    "glossary": "Say what the words mean: every term, or one.",
    "schema": "Print the JSON Schema of atlas files, for editors that complete and check.",
    "completion": "Print the completion script of a shell.",
}
"""Every command with its first help line, in the order in which help lists them."""

EXIT_FINDINGS = 1
EXIT_INTERNAL = 70
EXIT_INTERRUPTED = 130


class Commands(click.Group):
    """The commands, each in a module of its own name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """All names, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of this name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"flowatlas.cli.{cmd_name}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands with their first lines, importing none of them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="flowatlas")
def flowatlas() -> None:
    """Map a value stream as text, see what it adds up to, find what holds it back.

    Start with `flowatlas new`, then `flowatlas show atlas.yaml`.
    """


def main() -> None:
    """Run the command line; no traceback ever reaches a user, unless FLOWATLAS_TRACEBACK is set."""
    # numpy starts a thread on every core for linear algebra that nothing here uses; that is half of its import.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        flowatlas(prog_name="flowatlas", standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        sys.exit(EXIT_INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_FINDINGS)
    except Exception as error:
        from flowatlas.model.errors import FlowAtlasError

        if isinstance(error, FlowAtlasError):
            click.echo(f"{error}", err=True)
            sys.exit(EXIT_FINDINGS)
        if os.environ.get("FLOWATLAS_TRACEBACK"):
            raise
        click.echo(
            f"something went wrong inside Flow Atlas ({type(error).__name__}: {error}); your files are as they were. "
            "FLOWATLAS_TRACEBACK=1 shows where it happened.",
            err=True,
        )
        sys.exit(EXIT_INTERNAL)
