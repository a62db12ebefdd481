"""The sections of a briefing, one module each: from facts to sentences, figures and tables."""
