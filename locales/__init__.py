"""Every text a person reads: catalogues of sentences, and longer documents by language. The code here only keeps them."""
