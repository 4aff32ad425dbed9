"""The README's pictures: who does what in front of the camera, and the camera. `make shots` takes them anew."""
