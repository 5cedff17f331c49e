"""What every process has: logs and memory."""
