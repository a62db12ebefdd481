"""Tables for the level above in their official layouts, filled: 附件4 (daily), 附件1 (weekly), 附件2 (monthly)."""
