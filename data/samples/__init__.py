"""Sample reports: invented workbooks in the layouts of the notices, as untidy as real ones.

`python -m data.samples` writes them. Every enterprise is invented and every title says 演示数据; the places are
real because the notices name them. The same seed gives the same cells.
"""

GENERATOR_VERSION = "3"
DEFAULT_SEED = 20210513
"""The day of the Zaozhuang notice."""
