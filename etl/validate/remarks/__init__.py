"""The reader of 备注.

`read_remark(text)` turns the free text of a report line into persons newly solved by channel, what the remark states as
this issue's and as the cumulative number, the reasons it gives, and what could not be read (`RemarkReading.unread`).

Order of work: `text` and `rewording` bring the remark to one way of writing, `numbers` finds counts of persons,
`channels` finds the words of `vocabulary.toml`, `clauses` cuts the text and puts words beside counts, `status` decides
for one count, `groups`, `belonging`, `neighbours` and `surroundings` find who belongs together, `totals` adds up,
`reasons` finds explanations.
"""

from etl.validate.remarks.channels import CHANNELS
from etl.validate.remarks.reader import RemarkReading, read_remark

__all__ = ["CHANNELS", "RemarkReading", "read_remark"]
