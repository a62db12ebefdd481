"""From the ledger to an immutable release that the dashboard reads."""
