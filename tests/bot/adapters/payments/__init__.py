"""Every gateway by the same contract, over real sockets, and what is each one's own."""
