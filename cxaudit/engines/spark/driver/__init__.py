"""What runs on the driver: Spark is told what to read, and what comes back is put in order."""
