"""What a process that reads a stranger's picture or file gives up before it reads the first byte of it.

Memory, time and open files have an end everywhere where the system knows such limits. On Linux (x86-64 and ARM64) a filter
of system calls (seccomp) takes more away for good: no socket, no other program or process, no signal to one, and no file
that is written, made, renamed or deleted. It needs no privilege and holds in containers, where a namespace of one's own is
often forbidden. What cannot be set up is told to who asked for it, and never an error.
"""

from __future__ import annotations

import contextlib
import errno
import os
import platform
import struct

from domain.value import Value

MOST_MEMORY = 2 << 30  # bytes of address space; what is in use is a third of it at most
MOST_CPU_S = 30
MOST_FILES = 64

_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2  # of prctl(2)
_LOAD, _EQUALS, _AT_LEAST, _HAS_BITS, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # of classic BPF
_ALLOW, _KILL, _FAIL = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER_AT, _MACHINE_AT, _ARGUMENTS_AT = 0, 4, 16  # in struct seccomp_data
_OTHER_ABI = 0x40000000  # numbers from here on are x32's, which would be a way around
_A_THREAD = 0x00010000  # CLONE_THREAD
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class _Machine(Value):
    """Numbers of system calls. `opens`: with the place of their flags among the arguments."""

    audit: int
    clone: int
    opens: dict[int, int]
    denied: tuple[int, ...]


# openat2 and clone3 have their flags in memory, where a filter cannot look: libc does without them.
_UNKNOWN = (435, 437)
# io_uring_setup, pidfd_send_signal, pidfd_open, pidfd_getfd, fchmodat2
_DENIED_EVERYWHERE = (425, 424, 434, 438, 452)
_MACHINES = {
    "x86_64": _Machine(
        audit=0xC000003E,
        clone=56,
        opens={2: 1, 257: 2},
        denied=(
            *(41, 42, 43, 44, 46, 49, 50, 53, 288, 307),  # socket … listen, socketpair, accept4, sendmmsg
            *(57, 58, 59, 322, 101, 310, 311, 272, 308),  # fork, vfork, execve, execveat, ptrace … setns
            *(62, 200, 234, 129, 297),  # kill, tkill, tgkill, rt_sigqueueinfo, rt_tgsigqueueinfo
            *(
                76,
                77,
                82,
                83,
                84,
                85,
                86,
                87,
                88,
                90,
                91,
                92,
                93,
                94,
                133,
            ),  # truncate, rename … lchown, mknod
            *(258, 259, 260, 263, 264, 265, 266, 268, 316, 298, 321, 323),  # mkdirat … renameat2, perf, bpf
        ),
    ),
    "aarch64": _Machine(
        audit=0xC00000B7,
        clone=220,
        opens={56: 2},
        denied=(
            *(198, 199, 200, 201, 202, 203, 206, 211, 242, 269),  # socket … sendmsg, accept4, sendmmsg
            *(221, 281, 117, 270, 271, 97, 268),  # execve, execveat, ptrace … setns
            *(129, 130, 131, 138, 240),  # kill, tkill, tgkill, rt_sigqueueinfo, rt_tgsigqueueinfo
            *(33, 34, 35, 36, 37, 38, 45, 46, 52, 53, 54, 55, 276),  # mknodat … renameat2
            *(241, 280, 282),  # perf_event_open, bpf, userfaultfd
        ),
    ),
}


def confine() -> bool:
    """Take everything away that reading does not need. Return whether the network is among it."""
    os.umask(0o077)
    _limit()
    return _filter_calls()


def _limit() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    for limit, most in (
        ("RLIMIT_CORE", 0),
        ("RLIMIT_FSIZE", 0),
        ("RLIMIT_NOFILE", MOST_FILES),
        ("RLIMIT_CPU", MOST_CPU_S),
        ("RLIMIT_AS", MOST_MEMORY),
    ):
        with contextlib.suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, limit), (most, most))


def _filter_calls() -> bool:
    machine = _MACHINES.get(platform.machine()) if platform.system() == "Linux" else None
    if machine is None:
        return False
    try:
        import ctypes

        libc = ctypes.CDLL(None, use_errno=True)
        program = b"".join(_program(machine))
        held = ctypes.create_string_buffer(program)
        # struct sock_fprog: how many, padding, where
        of_kernel = struct.pack("@HP", len(program) // 8, ctypes.addressof(held))
        return not (
            libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) or libc.prctl(_SET_SECCOMP, _FILTER, of_kernel, 0, 0)
        )
    except (ImportError, OSError, AttributeError):
        return False


def _program(machine: _Machine) -> list[bytes]:
    """Return the filter, one instruction of eight bytes after another: what no line refuses is allowed."""
    lines = [
        _line(_LOAD, _MACHINE_AT),
        _line(_EQUALS, machine.audit, no=0, yes=1),
        _line(_RETURN, _KILL),
        _line(_LOAD, _NUMBER_AT),
        _line(_AT_LEAST, _OTHER_ABI, no=1),
        _line(_RETURN, _FAIL | errno.ENOSYS),
    ]
    for number in _UNKNOWN:
        lines += [_line(_EQUALS, number, no=1), _line(_RETURN, _FAIL | errno.ENOSYS)]
    for number in machine.denied + _DENIED_EVERYWHERE:
        lines += [_line(_EQUALS, number, no=1), _line(_RETURN, _FAIL | errno.EPERM)]
    lines += _by_flags(machine.clone, 0, _A_THREAD, having=_ALLOW, lacking=_FAIL | errno.EPERM)
    for number, place in machine.opens.items():
        lines += _by_flags(number, place, _WRITES, having=_FAIL | errno.EPERM, lacking=_ALLOW)
    return [*lines, _line(_RETURN, _ALLOW)]


def _by_flags(number: int, place: int, flags: int, *, having: int, lacking: int) -> list[bytes]:
    """Decide about a call by one of its arguments (its lower half; both machines are little-endian)."""
    return [
        _line(_EQUALS, number, no=4),
        _line(_LOAD, _ARGUMENTS_AT + 8 * place),
        _line(_HAS_BITS, flags, no=1),
        _line(_RETURN, having),
        _line(_RETURN, lacking),
    ]


def _line(code: int, value: int, *, yes: int = 0, no: int = 0) -> bytes:
    """Return an instruction; `yes` and `no`: how many lines a comparison skips."""
    return struct.pack("<HBBI", code, yes, no, value)
