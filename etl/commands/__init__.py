"""The commands of `python -m etl`, one module each; `etl.cli` gathers them."""
