"""The fork server: everything is imported, nothing of a function is known, and each request makes one process.

The daemon speaks first, a packet a request; emulator/process/fork_message.h has the words.  Children are
reaped when the daemon asks for it, so that it can end what is left of their group before the number is free.
"""

import gc
import os
import sys
import threading
import time

# Neither `signal` nor `socket`: a spawned interpreter has not imported them either.
from _signal import SIGKILL
from _socket import AF_UNIX, CMSG_SPACE, SCM_RIGHTS, SOCK_SEQPACKET, SOL_SOCKET, socket

_LONGEST_REQUEST = 65536
_DESCRIPTOR_BYTES = 4
_LOG_DESCRIPTOR = 3


def serve(descriptor):
    """Serve the socket `descriptor`.  Returns in every child; the server itself ends with the daemon."""
    daemon = socket(AF_UNIX, SOCK_SEQPACKET, 0, descriptor)
    # Takes the lowest free number, the one of a child's log: no descriptor that arrives can have it.
    null = os.open(os.devnull, os.O_RDONLY)
    # What is here now stays: no collection of a child's touches its pages.
    gc.collect()
    gc.freeze()
    children = set()
    while True:
        try:
            request, log = _receive(daemon)
            verb, _, rest = request.partition(b" ")
            if verb == b"reap":
                pid = int(rest)
                _, status, usage = os.wait4(pid, 0)
                children.discard(pid)
                daemon.send(b"ended %d %d %d" % (pid, status, usage.ru_maxrss))
                continue
            is_child = _fork(daemon, log, children)
        except (ConnectionError, EOFError):
            _kill(children)
            os._exit(0)
        if is_child:
            daemon.detach()
            _become(request, null, log)
            return
        os.close(log)


def _receive(daemon):
    """(request, the descriptor that came with it or None)"""
    request, ancillary, _, _ = daemon.recvmsg(_LONGEST_REQUEST, CMSG_SPACE(_DESCRIPTOR_BYTES))
    if not request:
        raise EOFError
    for level, kind, data in ancillary:
        if (level, kind) == (SOL_SOCKET, SCM_RIGHTS):
            return request, int.from_bytes(data[:_DESCRIPTOR_BYTES], sys.byteorder)
    return request, None


def _fork(daemon, log, children):
    """True in the child.  In the server the child joins `children`, and the daemon is told of it or of the failure."""
    try:
        pid = os.fork()
    except OSError as error:
        daemon.send(b"refused %d" % error.errno)
        return False
    if pid == 0:
        return True
    children.add(pid)  # before the daemon is told: should that fail, it has gone, and the child goes too
    try:
        os.setpgid(pid, pid)  # whichever of us two comes first: the group is there before anybody is told of it
        pidfd = os.pidfd_open(pid)
    except OSError as error:
        os.kill(pid, SIGKILL)
        os.waitpid(pid, 0)
        children.discard(pid)
        daemon.send(b"refused %d" % error.errno)
        return False
    rights = pidfd.to_bytes(_DESCRIPTOR_BYTES, sys.byteorder)
    daemon.sendmsg([b"started %d" % pid], [(SOL_SOCKET, SCM_RIGHTS, rights)])
    os.close(pidfd)
    return False


def _become(request, null, log):
    """Turn this fresh child into what a spawned interpreter would be: its group, descriptors, variables, folder."""
    os.setpgid(0, 0)
    os.dup2(null, 0)
    for descriptor in (1, 2, _LOG_DESCRIPTOR):
        os.dup2(log, descriptor)
    os.close(log)
    _, folder, *variables = request.split(b"\0")
    _replace_environment(variables)
    time.tzset()
    threading.main_thread()._set_native_id()  # 3.12 leaves it the parent's
    enter_view(folder)


def _replace_environment(variables):
    # Python itself sets this one when the locale of LANG is not installed (PEP 538).
    coerced = os.environb.get(b"LC_CTYPE")
    os.environb.clear()
    if coerced is not None:
        os.environb[b"LC_CTYPE"] = coerced
    for variable in variables:
        name, _, value = variable.partition(b"=")
        os.environb[name] = value


def enter_view(folder):
    """What this process sees of the file system from here on."""
    os.chdir(folder)


def _kill(children):
    for pid in children:
        try:
            os.killpg(pid, SIGKILL)
        except ProcessLookupError:
            pass
