"""`python -m central`."""

from central.cli import main

if __name__ == "__main__":  # a worker imports this module too
    main()
