"""The Bot API: /bot<token>/<method> and /file/bot<token>/<path>.

`routes` receives requests, meets faults and writes the log; `methods` is the ONE table of what the sandbox
knows; the other modules are a family of methods each: functions of a `Call` that answer the `result`, or
raise ApiError. May not live here: what a person does or sees (people), a method that no assistant of ours calls.
"""
