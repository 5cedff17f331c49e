"""The ingest server: nginx with its RTMP module, configured by us. Who may publish is asked of the studio."""

from __future__ import annotations

import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path

from mixer.protocol.files import write_whole
from studio.up.modules import rtmp_module


@dataclass(frozen=True, slots=True)
class Ingest:
    """What the configuration depends on. `hook` is the address that is asked about publishers; it holds a secret."""

    module: Path
    host: str
    port: int
    hook: str
    run: Path
    log: Path
    user: str | None

    def config(self) -> str:
        """Publishers are let in by the hook; only this machine may play."""
        listens = "\n        ".join(f"listen {address};" for address in addresses(self.host, self.port))
        return f"""\
load_module {self.module};
daemon off;
{f"user {self.user};" if self.user else ""}
worker_processes 1;
pid "{self.run}/nginx.pid";
error_log "{self.log}" error;
events {{ worker_connections 256; }}
rtmp {{
    # Neither names nor keys of streams are written anywhere.
    access_log off;
    server {{
        {listens}
        ping 20s;
        ping_timeout 10s;
        max_message 8M;
        application live {{
            live on;
            drop_idle_publisher 15s;
            on_publish {self.hook};
            notify_method post;
            allow play 127.0.0.1;
            deny play all;
        }}
    }}
}}
"""

    def write(self) -> Path:
        """Write the configuration where nobody else can read the secret in it; returns its path."""
        path = self.run / "nginx.conf"
        write_whole(path, self.config().encode(), 0o600)
        return path

    def argv(self) -> list[str]:
        return [nginx() or "nginx", "-e", str(self.log), "-p", str(self.run), "-c", str(self.run / "nginx.conf")]


def addresses(host: str, port: int) -> list[str]:
    """Where to listen: on `host`, and always on 127.0.0.1, where the mixers pull from."""
    if host in ("0.0.0.0", ""):
        return [f"0.0.0.0:{port}"]
    own = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return list(dict.fromkeys([f"127.0.0.1:{port}", own]))


def nginx() -> str | None:
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/opt/homebrew/bin")


def unprivileged() -> str | None:
    """Whom nginx's worker becomes when we are root, with a group that exists."""
    if os.geteuid() != 0:
        return None
    known = {account.pw_name: account for account in pwd.getpwall()}
    account = known.get("www-data") or known.get("nobody")
    return f"{account.pw_name} {group_name(account.pw_gid)}" if account else None


def group_name(gid: int) -> str:
    import grp

    return grp.getgrgid(gid).gr_name


def ingest(home: Path, host: str, port: int, hook: str) -> Ingest | None:
    """The ingest server of this machine; None without nginx or its module."""
    module = rtmp_module()
    if module is None or nginx() is None:
        return None
    return Ingest(module, host, port, hook, home / "run", home / "log" / "ingest.log", unprivileged())
