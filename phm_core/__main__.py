"""`python -m phm_core`: the command line."""

from phm_core.cli import main

if __name__ == "__main__":
    main()
