"""The matrix of faults: who breaks, in which phase, how, and what must come of it.

Each row is one function of a template, whose runtime, internal extension or external extension (every function has the
last) breaks at one place while the function's file ARMED exists; functions/faulting.py and faulty.py do the breaking.
Sources: runtime-api.md §1.3, §2.4, §4.2 to §4.8, §5.
"""

from dataclasses import dataclass

FINE = b'"fine"'
EARLY = b'"early"'  # what a function that breaks after its response has answered


@dataclass(frozen=True)
class PlatformError:
    """The payload that the platform makes; the request's id comes before the message."""

    type: str
    message: str

    def payload(self, request: str) -> bytes:
        return f'{{"errorType":"{self.type}","errorMessage":"RequestId: {request} Error: {self.message}"}}'.encode()


@dataclass(frozen=True)
class Fault:
    who: str
    phase: str
    how: str
    answer: bytes | PlatformError = FINE
    is_error: bool = False  # X-Amz-Function-Error is there
    # As REPORT has it: "success", "timeout" or an error type; as INIT_REPORT has it, for each init that failed.
    report: str = "success"
    inits: tuple[str, ...] = ()
    resets: tuple[str, ...] = ()  # the reasons, in order
    ends: tuple[str, ...] = ()  # the reasons of the shutdowns
    refusal: tuple[int, str] | None = None  # status and errorType of the call that was refused
    event: str = ""  # a member of the event that the handler looks for
    is_after_reset: bool = False  # the init that breaks is a suppressed one
    needs_no_freeze: bool = False
    is_slow: bool = False

    @property
    def name(self) -> str:
        return f"{self.who}/{self.phase}/{self.how}" + ("/after a reset" if self.is_after_reset else "")

    @property
    def variable(self) -> str:
        return f"{self.who}/{self.phase}/{self.how}"

    @property
    def is_init(self) -> bool:
        return self.phase in ("init", "before it registers", "after it registered")


RUNTIME_EXITS = {
    "exits 0": "Runtime exited without providing a reason",
    "exits 1": "Runtime exited with error: exit status 1",
    "SIGKILL": "Runtime exited with error: signal: killed",
    "SIGSEGV": "Runtime exited with error: signal: segmentation fault",
}
EXTENSION_EXITS = {
    "exits 0": "exit code 0",
    "exits 1": "exit status 1",
    "SIGKILL": "signal: killed",
    "SIGSEGV": "signal: segmentation fault",
}
SPOILT_RESPONSES = {
    "cuts its response short": PlatformError("Runtime.TruncatedResponse", "Response is truncated"),
    "answers in a bad mode": b"",
    "answers too much": (
        b'{"errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes).",'
        b'"errorType":"Function.ResponseSizeTooLarge"}'
    ),
}
TIMED_OUT = PlatformError("Sandbox.Timedout", "Task timed out after 2.00 seconds")


def breaks_init(who: str, phase: str, how: str, answer, error_type: str | None = None, refusal=None) -> Fault:
    """Twice: in the Init phase and when it is repeated in the invoke."""
    error_type = error_type or answer.type
    failure = ("failure", "failure")
    return Fault(
        *(who, phase, how, answer, True, error_type, (error_type, error_type), failure, failure), refusal=refusal
    )


def hangs_in_init(who: str, phase: str, how: str) -> list[Fault]:
    """In the Init phase it is cut after ten seconds; after a reset the function's timeout is the limit."""
    twice = ("timeout", "timeout")
    slow = Fault(who, phase, how, TIMED_OUT, True, "timeout", twice, twice, twice, is_slow=True)
    fast = Fault(
        *(who, phase, how, TIMED_OUT, True, "timeout", ("timeout",), ("timeout",), ("timeout",)), is_after_reset=True
    )
    return [slow, fast]


def breaks_invoke(who: str, phase: str, how: str, answer, error_type: str | None = None, event: str = "") -> Fault:
    error_type = error_type or answer.type
    reason = ("timeout" if error_type == "timeout" else "failure",)
    return Fault(who, phase, how, answer, True, error_type, (), reason, reason, event=event)


def breaks_afterwards(who: str, how: str, report: str, answer: bytes = FINE) -> Fault:
    """The caller has its answer; the environment is reset."""
    reason = ("timeout" if report == "timeout" else "failure",)
    return Fault(who, "after the response", how, answer, False, report, (), reason, reason)


def is_refused(who: str, phase: str, how: str, status: int, error_type: str) -> Fault:
    """The call is refused, and nothing else comes of it."""
    return Fault(who, phase, how, refusal=(status, error_type))


def dies_idle(who: str, how: str, **options) -> Fault:
    """Nobody's invoke is spoiled: the environment is ended, and the next invoke has a new one."""
    return Fault(who, "between invokes", how, ends=("failure",), **options)


def at_the_end(who: str, how: str, refusal=None) -> Fault:
    return Fault(who, "at the end", how, ends=("spindown",), refusal=refusal)


RUNTIME = [
    *(
        breaks_init("runtime", "init", how, PlatformError("Runtime.ExitError", text))
        for how, text in RUNTIME_EXITS.items()
    ),
    *hangs_in_init("runtime", "init", "hangs"),
    breaks_init(
        *("runtime", "init", "posts init/error twice", b'{"errorMessage":"first","errorType":"Function.Broken"}'),
        *("Function.Broken", (403, "InvalidStateTransition")),
    ),
    breaks_init("runtime", "init", "posts a broken init/error", b"not JSON", "Function.Broken"),
    is_refused("runtime", "init", "answers nobody", 400, "InvalidRequestID"),
    Fault("runtime", "init", "closes its socket"),
    *(
        breaks_invoke("runtime", "before the response", how, PlatformError("Runtime.ExitError", text))
        for how, text in RUNTIME_EXITS.items()
    ),
    breaks_invoke("runtime", "before the response", "hangs", TIMED_OUT, "timeout"),
    is_refused("runtime", "before the response", "answers nobody", 400, "InvalidRequestID"),
    is_refused("runtime", "before the response", "posts init/error too late", 403, "InvalidStateTransition"),
    Fault("runtime", "before the response", "asks twice"),
    Fault("runtime", "before the response", "closes its socket"),
    # The caller is told what was wrong with the response; the runtime client leaves because it was refused.
    *(
        breaks_invoke("runtime", "before the response", how, answer, "Runtime.ExitError")
        for how, answer in SPOILT_RESPONSES.items()
    ),
    *(breaks_afterwards("runtime", how, "Runtime.ExitError", EARLY) for how in RUNTIME_EXITS),
    breaks_afterwards("runtime", "hangs", "timeout", EARLY),
    breaks_afterwards("runtime", "answers twice", "Runtime.ExitError", EARLY),
    dies_idle("runtime", "is killed"),
    *(dies_idle("runtime", how, needs_no_freeze=True) for how in ("exits 0", "exits 1", "SIGSEGV")),
    Fault("runtime", "between invokes", "answers nobody", refusal=(400, "InvalidRequestID"), needs_no_freeze=True),
    *(at_the_end("runtime", how) for how in ("exits 1", "SIGKILL", "SIGSEGV", "hangs")),
    at_the_end("runtime", "answers nobody", refusal=(400, "InvalidRequestID")),
]

EXTERNAL = [
    *(
        breaks_init("external", phase, how, PlatformError("Extension.Crash", text))
        for phase in ("before it registers", "after it registered")
        for how, text in EXTENSION_EXITS.items()
    ),
    *hangs_in_init("external", "before it registers", "hangs"),
    *hangs_in_init("external", "after it registered", "hangs"),
    is_refused(
        *("external", "before it registers", "calls as a stranger", 403, "Extension.UnknownExtensionIdentifier")
    ),
    is_refused(
        "external", "before it registers", "registers without a name", 403, "Extension.InvalidExtensionName"
    ),
    is_refused("external", "before it registers", "registers with a broken body", 403, "InvalidRequestFormat"),
    is_refused("external", "before it registers", "registers for PAUSE", 403, "Extension.InvalidEventType"),
    Fault("external", "before it registers", "closes its socket"),
    is_refused("external", "after it registered", "registers twice", 403, "Extension.InvalidExtensionState"),
    is_refused(
        *("external", "after it registered", "reports an init error without a type", 403, "Extension.MissingHeader")
    ),
    is_refused("external", "after it registered", "subscribes with a broken body", 400, "ValidationError"),
    Fault("external", "after it registered", "closes its socket"),
    breaks_init(
        *("external", "after it registered", "reports an init error and exits 1"),
        PlatformError("Extension.InitError", "exit status 1"),
    ),
    breaks_init(
        *("external", "after it registered", "reports an exit error and exits 1"),
        PlatformError("Extension.ExitError", "exit status 1"),
    ),
    *(
        breaks_invoke(
            "external", "before the response", how, PlatformError("Extension.Crash", text), event="waits"
        )
        for how, text in EXTENSION_EXITS.items()
    ),
    breaks_invoke(
        *("external", "before the response", "reports an exit error and exits 1"),
        PlatformError("Extension.ExitError", "exit status 1"),
        event="waits",
    ),
    is_refused("external", "before the response", "registers twice", 403, "Extension.InvalidExtensionState"),
    is_refused(
        *("external", "before the response", "reports an init error too late", 403, "Extension.InvalidExtensionState")
    ),
    is_refused(
        *("external", "before the response", "reports an exit error without a type", 403, "Extension.MissingHeader")
    ),
    is_refused("external", "before the response", "subscribes too late", 403, "Telemetry.SubscriptionClosed"),
    Fault("external", "before the response", "closes its socket"),
    *(breaks_afterwards("external", how, "Extension.Crash") for how in EXTENSION_EXITS),
    breaks_afterwards("external", "hangs", "timeout"),
    breaks_afterwards("external", "reports an exit error and hangs", "timeout"),
    breaks_afterwards("external", "reports an exit error and exits 1", "Extension.ExitError"),
    dies_idle("external", "is killed"),
    *(dies_idle("external", how, needs_no_freeze=True) for how in ("exits 0", "exits 1", "SIGSEGV")),
    *(at_the_end("external", how) for how in ("exits 1", "SIGKILL", "SIGSEGV", "hangs", "asks for another event")),
    at_the_end("external", "registers twice", refusal=(403, "Extension.InvalidExtensionState")),
]

INTERNAL = [
    is_refused("internal", "before it registers", "asks for SHUTDOWN", 403, "Extension.InvalidEventType"),
    is_refused(
        "internal", "before it registers", "registers without a name", 403, "Extension.InvalidExtensionName"
    ),
    is_refused("internal", "before it registers", "registers with a broken body", 403, "InvalidRequestFormat"),
    is_refused("internal", "after it registered", "registers twice", 403, "Extension.InvalidExtensionState"),
    Fault("internal", "after it registered", "closes its socket"),
    breaks_init(
        *("internal", "after it registered", "exits 1"), PlatformError("Runtime.ExitError", RUNTIME_EXITS["exits 1"])
    ),
    *(
        breaks_invoke(
            "internal", "before the response", how, PlatformError("Runtime.ExitError", text), event="waits"
        )
        for how, text in RUNTIME_EXITS.items()
    ),
    is_refused(
        "internal", "before the response", "registers another too late", 403, "Extension.RegistrationClosed"
    ),
    *(breaks_afterwards("internal", how, "Runtime.ExitError") for how in RUNTIME_EXITS),
    breaks_afterwards("internal", "hangs", "timeout"),
    breaks_afterwards("internal", "reports an exit error and hangs", "timeout"),
]

FAULTS = [*RUNTIME, *EXTERNAL, *INTERNAL]
