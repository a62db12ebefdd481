"""The briefing: from a closed period to the files that go out."""
