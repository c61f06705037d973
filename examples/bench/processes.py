"""Processes: what runs during a measurement, and what the kernel says it used."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
TICK = 1 / os.sysconf("SC_CLK_TCK")
PATIENCE = 15.0


def free_ports(count):
    """Ports nobody listens on now. Nothing keeps others from taking them before they are used."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def filled(template, directory, names):
    """A template with its @NAMES@ replaced, as a file in `directory`."""
    text = (HERE / template).read_text()
    user = "user root;" if os.geteuid() == 0 else ""
    for name, value in {**names, "DIR": directory, "USER": user}.items():
        text = text.replace(f"@{name}@", str(value))
    path = pathlib.Path(directory) / template
    path.write_text(text)
    return path


class Process:
    """A child and its children."""

    def __init__(self, command, log, stdout=subprocess.DEVNULL):
        self.log = pathlib.Path(log)
        self.began = time.perf_counter()
        self.child = subprocess.Popen(
            [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=stdout, stderr=self.log.open("a")
        )

    def pids(self):
        """The process and everything it started."""
        found = [self.child.pid]
        for pid in found:
            try:
                children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text()
            except FileNotFoundError:
                continue
            found += [int(each) for each in children.split()]
        return found

    def cpu_seconds(self):
        """User and system time of all of them so far."""
        total = 0
        for pid in self.pids():
            stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
            fields = stat.rsplit(")", 1)[1].split()
            total += int(fields[11]) + int(fields[12])
        return total * TICK

    def memory_mib(self, name="VmRSS"):
        """`VmRSS` or `VmHWM` of all of them together, in MiB. Pages they share count once for each."""
        total = 0
        for pid in self.pids():
            for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
                if line.startswith(name + ":"):
                    total += int(line.split()[1])
        return total / 1024

    def stop(self):
        if self.child.poll() is not None:
            return
        self.child.send_signal(signal.SIGTERM)
        try:
            self.child.wait(10)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()


def wait_for_port(process, port):
    """Returns when somebody listens."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if process.child.poll() is not None:
                break
            time.sleep(0.0005)
    raise SystemExit(f"{process.child.args[0]} does not listen; its log:\n{process.log.read_text()}")


def nginx(template, directory, names, port):
    """An nginx with a configuration of ours, listening."""
    config = filled(template, directory, names)
    process = Process(["nginx", "-p", directory, "-c", config], f"{directory}/{template}.err")
    wait_for_port(process, port)
    return process


def stream_server(directory, port):
    """The model server of streams, listening."""
    process = Process([sys.executable, HERE / "streams.py", port], f"{directory}/streams.err")
    wait_for_port(process, port)
    return process


class GateProcess(Process):
    """A gate that has said it is ready."""

    def __init__(self, binary, directory, config):
        command = [binary, "serve", "--config", config, "--data-dir", f"{directory}/data", "--listen", "127.0.0.1:0"]
        super().__init__(command, f"{directory}/gate.log", subprocess.PIPE)
        line = self.child.stdout.readline()
        self.ready_seconds = time.perf_counter() - self.began
        if not line:
            raise SystemExit(f"gate did not start; its log:\n{self.log.read_text()}")
        listen = json.loads(line)["listen"]
        self.port = int((listen if isinstance(listen, str) else listen[0]).rsplit(":", 1)[1])


def gate_keys(binary, directory, *arguments):
    """Runs `gate keys`, and gives back its answer."""
    command = [str(binary), "keys", *arguments, "--json", "--data-dir", f"{directory}/data"]
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode != 0:
        raise SystemExit(f"gate keys {' '.join(arguments)}: {run.stderr}")
    return json.loads(run.stdout)
