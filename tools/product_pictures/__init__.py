"""How the pictures under `examples/pictures` were drawn: flat shapes, few quiet colours, one for each product there."""
