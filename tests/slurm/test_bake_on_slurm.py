"""Shards of a bake as a job array of Slurm: scripts/bake_slurm on a cluster of one node, started here for the test."""
import os
import re
import shutil
import socket
import subprocess
import time
import unittest

import program

SCRIPT = program.SOURCE / "scripts" / "bake_slurm"
DAEMONS = ("munged", "slurmctld", "slurmd", "sbatch", "scontrol")
CONFIGURATION = """
ClusterName=belvedere
SlurmctldHost={host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
SlurmctldPort={ports[0]}
SlurmdPort={ports[1]}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SlurmdParameters=config_overrides
MpiDefault=none
NodeName={host} NodeAddr=127.0.0.1 CPUs=4 RealMemory=16000 State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def content(folder):
    """Every file of a cache but locks and remembered hashes: name to bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and path.suffix != ".lock" and not path.name.lstrip(".").startswith("sources.")}


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Cluster:
    """munge and Slurm in a folder of their own, in the foreground, until stop()."""

    def __init__(self, folder):
        self.folder = folder
        self.processes = []
        for name in ("state", "spool"):
            (folder / name).mkdir(parents=True)
        key = folder / "munge.key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o600)
        configuration = folder / "slurm.conf"
        configuration.write_text(CONFIGURATION.format(host=socket.gethostname().split(".")[0], folder=folder,
                                                      ports=free_ports(2)), encoding="utf-8")
        self.environment = {**os.environ, "SLURM_CONF": str(configuration)}

    def start(self):
        self.run_daemon("munged", "--foreground", "--force", f"--socket={self.folder}/munge.socket",
                        f"--key-file={self.folder}/munge.key", f"--pid-file={self.folder}/munged.pid",
                        f"--seed-file={self.folder}/munge.seed", f"--log-file={self.folder}/munged.log")
        self.wait_for(lambda: (self.folder / "munge.socket").exists(), "munge's socket")
        self.run_daemon("slurmctld", "-D")
        self.run_daemon("slurmd", "-D")
        self.wait_for(lambda: " idle " in self.ask("sinfo", "--noheader", check=False), "an idle node")

    def run_daemon(self, *command):
        with open(self.folder / f"{command[0]}.out", "wb") as output:
            self.processes.append(subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL, stdout=output,
                                                   stderr=output))

    def ask(self, *command, check=True):
        return subprocess.run(command, env=self.environment, check=check, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=60).stdout

    def wait_for(self, holds, what, seconds=120):
        deadline = time.monotonic() + seconds
        while not holds():
            dead = [process.args[0] for process in self.processes if process.poll() is not None]
            if dead or time.monotonic() > deadline:
                told = "\n".join(path.read_text(errors="replace")[-1500:] for path in self.folder.glob("*.out"))
                raise RuntimeError(f"no {what}; ended: {dead}\n{told}")
            time.sleep(0.5)

    def state_of(self, job):
        """The states of a job, or of all tasks of an array."""
        return set(re.findall(r"JobState=(\w+)", self.ask("scontrol", "show", "job", job)))

    def stop(self):
        for process in reversed(self.processes):
            process.terminate()
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@unittest.skipIf(any(shutil.which(name) is None for name in DAEMONS), "slurm-wlm is not installed")
@unittest.skipIf(os.geteuid() != 0, "only root may start a cluster")
class BakeOnSlurm(program.Case):
    def setUp(self):
        super().setUp()
        self.cluster = Cluster(self.folder / "slurm")
        self.addCleanup(self.cluster.stop)
        self.cluster.start()

    def submit(self, *arguments):
        """The numbers of the array and of the merge."""
        environment = {**self.cluster.environment, "BELVEDERE": program.PROGRAM, "BELVEDERE_LOGS": str(self.folder),
                       "HOME": str(self.folder)}
        said = subprocess.run([SCRIPT, *map(str, arguments)], env=environment, check=True, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=120).stdout
        return re.findall(r"job (?:array )?(\d+)", said)[:2]

    def wait_for_end(self, job):
        running = {"PENDING", "CONFIGURING", "RUNNING", "COMPLETING"}
        self.cluster.wait_for(lambda: not self.cluster.state_of(job) & running, f"end of job {job}", seconds=900)
        return self.cluster.state_of(job)

    def logs(self):
        return "\n".join(f"{path.name}: {path.read_text(errors='replace')}" for path in sorted(self.folder.glob("*.log")))

    def test_a_generated_city_is_baked_by_a_job_array_to_the_bytes_of_one_run(self):
        town = self.folder / "town"
        self.run_program("demo", town, "--no-open", "--buildings", "1500", timeout=900)
        self.run_program("bake", town, timeout=900)
        expected = content(town / "cache")
        self.assertGreater(len(expected), 30)
        shutil.rmtree(town / "cache")
        array, merge = self.submit(town, 3)
        self.assertEqual(self.wait_for_end(array), {"COMPLETED"}, self.logs())
        self.assertEqual(self.wait_for_end(merge), {"COMPLETED"}, self.logs())
        self.assertEqual(content(town / "cache"), expected)
        self.assertEqual(len(list(self.folder.glob("belvedere-shard-*.log"))), 3)

    def test_a_shard_that_fails_is_named_by_the_merge(self):
        town = self.new_territory()
        self.run_program("add", town, self.write_blocks(town / "blocks.geojson", rows=40, spacing=60))
        for number in (1, 3):
            self.run_program("bake", town, "--shard", f"{number}/3")
        self.cluster.ask("sbatch", "--wait", "--output", str(self.folder / "merge.log"), "--export",
                         f"ALL,BELVEDERE={program.PROGRAM},HOME={self.folder},LANG=C.UTF-8", str(SCRIPT), "--job", str(town), "3", check=False)
        self.assertIn("2/3", (self.folder / "merge.log").read_text(encoding="utf-8"))
        array, merge = self.submit(town, 3, "--layer", "blocks")
        self.assertEqual((self.wait_for_end(array), self.wait_for_end(merge)), ({"COMPLETED"}, {"COMPLETED"}), self.logs())
        self.assertIn("already", self.run_program("bake", town).stdout)


if __name__ == "__main__":
    program.main()
