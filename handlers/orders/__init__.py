"""Orders and the schedule of one (订单、还款计划), with what went back of it. Asking to return anything is `returns`'."""
