"""Archive, acceptance log and ledger: what has been received, and what it says."""
