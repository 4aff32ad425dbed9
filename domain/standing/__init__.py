"""How a customer stands (现状): what every status line is taken from, so that no two screens say different things."""
