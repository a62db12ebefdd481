"""The contract between the pipeline that writes releases and the dashboard that reads them."""
