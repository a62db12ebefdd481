"""Open any report file, given as bytes, into grids of cells: safely, and without knowing what form it is.

Start at ``etl.sources.workbook.read_workbook``; run it over many files with ``etl.sources.workers.WorkerPool``.
"""
