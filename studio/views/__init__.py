"""Views for crews: multiview, tally, countdown, clock and floor, each at an address of its own."""
