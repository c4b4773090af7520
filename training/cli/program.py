"""What the programs have in common: options, and errors in one sentence."""

import contextlib

import click

from training.cli.errors import InputError
from training.cli.errors import Interrupted
from training.cli.errors import TrainingDiverged
from training.cli.place import Place

INTERRUPTED = 130  # What a shell says of a program that was interrupted.

# What programs that take a finished run have in common.
RUN = click.argument("folder", metavar="RUN", type=Place())
CHECKPOINT = click.option(
    "--checkpoint",
    type=click.Choice(("last", "best")),
    default="last",
    show_default=True,
    help="Which of the run's models; there is a best if images were held out to choose it.",
)
DATA = click.option("--data", help="Where to read the data, if not where the run did.")


@contextlib.contextmanager
def one_sentence_errors():
    """Turns the errors that a user can mend into one sentence and a non-zero exit."""
    try:
        yield
    except Interrupted as error:
        click.echo(error, err=True)
        raise click.exceptions.Exit(INTERRUPTED) from error
    except (InputError, TrainingDiverged) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        if error.filename is None and error.strerror is None:
            raise
        where = error.filename or "the run's folder"
        raise click.ClickException(
            f"Cannot use {where}: {error.strerror}. Name another place, or make room there."
        ) from error
