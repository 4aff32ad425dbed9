"""Whole lives of loans: a machine plays them through the services and holds every figure against a model of its own."""
