"""What is held of the customer (隐私和我的数据): a copy, consents, and deletion."""
