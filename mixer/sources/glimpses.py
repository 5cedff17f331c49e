"""What readers make while only tiles are looked at: few pictures, a little more often than tiles are sent."""

GLIMPSE = 0.8  # of the time between two tiles, between two pictures made for them
QUICK = 20  # pictures a second: of so many, tiles can do without those that no other needs
