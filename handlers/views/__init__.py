"""From a result to a Reply, one module a feature. Pure: texts, order and buttons; nothing is looked up or decided."""
