"""What runs on the executors: rows that Spark read become incidents, and go through the kernel."""
