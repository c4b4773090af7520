"""Where a program listens."""

import socket

import click

from training.cli.errors import InputError

HOST = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")


def listen(host, port):
    """A socket that waits for connections."""
    try:
        return socket.create_server((host, port))
    except (OSError, OverflowError) as error:
        raise InputError(
            f"Cannot listen on {host}:{port} ({error}): name another --host or --port; port 0 is "
            "any that is free."
        ) from error
