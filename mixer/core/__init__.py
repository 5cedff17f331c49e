"""The pure centre: values in, values out. No clocks, threads, sockets or codecs."""
