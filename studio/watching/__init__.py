"""What an operator watches a studio by: figures for Prometheus, lines for a log sink."""
