"""The dashboard: questions to a release, pages, exports, briefings."""

import warnings

import pandas as pd

# Texts as Python objects: the pages hold small frames, for which Arrow's texts take an eighth of a page's time. pandas
# will drop the option with version 4; then this goes, and nothing else depends on it.
with warnings.catch_warnings():
    warnings.simplefilter("ignore", pd.errors.Pandas4Warning)
    pd.set_option("future.infer_string", False)
