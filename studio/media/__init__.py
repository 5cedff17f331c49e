"""What leaves the studio as files: HLS, recordings, downloads, and the page that plays the programme."""
