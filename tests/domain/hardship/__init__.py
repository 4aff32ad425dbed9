"""Plans in hardship: what is offered, how it is booked, how it ends."""
