"""The assistant from outside: real processes, driven through the sandbox's HTTP, judged by what people see."""
