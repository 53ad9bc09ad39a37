"""The launcher's command line: ``python -m launcher run|manage|demo|exec|env|...``."""

import argparse
import os
import signal
import subprocess
import sys

from launcher.children import Stopped, die_with_parent, signals_unwind
from launcher.servers import KNOWN, Servers, clean
from launcher.state import REPOSITORY, LauncherError, state_root


def run_command(command: list[str], environment: dict[str, str]) -> int:
    """Run a command in the foreground; its exit code, or 128 + the signal that ended it."""
    try:
        child = subprocess.Popen(
            command, env=environment, preexec_fn=die_with_parent(signal.SIGTERM)
        )
    except OSError as problem:
        raise LauncherError(f"{command[0]}: {problem.strerror}") from problem
    # Ctrl-C reaches the child too (same terminal); what it does then is its own affair.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        code = child.wait()
    except Stopped:
        child.terminate()
        try:
            child.wait(timeout=20)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        raise
    finally:
        signal.signal(signal.SIGINT, before)
    return 128 - code if code < 0 else code


def _exec(options: argparse.Namespace) -> int:
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    if not command:
        raise LauncherError("Nothing to run: python -m launcher exec -- COMMAND ...")
    only = [name for name in options.only.split(",") if name]
    with Servers(options.purpose, only=only) as servers:
        return run_command(command, {**os.environ, **servers.environment()})


def _env(options: argparse.Namespace) -> int:
    print(f"repository={REPOSITORY}\nstate={state_root()}\npython={sys.executable}")
    for name in ("DATABASE_URL", "REDIS_URL"):
        print(f"{name}={'from the environment' if os.environ.get(name) else 'embedded server'}")
    return 0


def _run(options: argparse.Namespace) -> int:
    from launcher.run import run

    return run(port=options.port)


def _manage(options: argparse.Namespace) -> int:
    from launcher.processes import manage
    from launcher.run import running_settings

    return run_command(manage(*options.command), {**os.environ, **running_settings()})


def _demo(options: argparse.Namespace) -> int:
    from launcher.demo import demo

    return demo(options.transcript or None)


def _browser(options: argparse.Namespace) -> int:
    from launcher.browser import ensure

    return ensure()


def _platforms(options: argparse.Namespace) -> int:
    from launcher.platforms import main

    return main()


def _clean(options: argparse.Namespace) -> int:
    root = state_root()
    clean(root)
    print(f"Removed {root}.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m launcher", description=__doc__)
    commands = parser.add_subparsers(required=True)
    run = commands.add_parser("run", help="web, workers and beat until Ctrl-C")
    run.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 0))
    run.set_defaults(act=_run)
    command = commands.add_parser("manage", help="manage.py in what `make run` has up")
    command.add_argument("command", nargs=argparse.REMAINDER)
    command.set_defaults(act=_manage)
    demo = commands.add_parser("demo", help="the whole loop once, through the REST API")
    demo.add_argument("transcript", nargs="?", help="any text file: does the first half with it")
    demo.set_defaults(act=_demo)
    execute = commands.add_parser("exec", help="run a command with both servers up")
    execute.add_argument("--only", default=",".join(sorted(KNOWN)), help="postgres,valkey")
    execute.add_argument("--purpose", default="test", help="the state folder's name")
    execute.add_argument("command", nargs=argparse.REMAINDER)
    execute.set_defaults(act=_exec)
    commands.add_parser("env", help="what would be used").set_defaults(act=_env)
    commands.add_parser("clean", help="remove this clone's state").set_defaults(act=_clean)
    browser = commands.add_parser("browser", help="install Chromium by apt where that may be done")
    browser.set_defaults(act=_browser)
    platforms = commands.add_parser("platforms", help="where every pinned wheel exists")
    platforms.set_defaults(act=_platforms)
    return parser


def main() -> int:
    """Parse, act, and turn known problems into one readable line."""
    options = _parser().parse_args()
    try:
        with signals_unwind():
            code: int = options.act(options)
            return code
    except LauncherError as problem:
        print(f"onrecord: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
