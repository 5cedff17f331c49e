"""What is heard: sound at 16 kHz, remembered by sample number, and the stretches of it that are speech."""
