"""``python -m flowatlas`` is the command line."""

from flowatlas.cli.main import main

if __name__ == "__main__":
    main()
