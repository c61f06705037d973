//! Process: a child that says when it is ready and never outlives its test.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use serde_json::Value;

use super::wait::{seconds, until};

/// How long a start may take on a busy machine.
const START: Duration = seconds(20);

/// A running program.
pub(crate) struct Process {
    child: Child,
    /// Where its standard error goes.
    pub(crate) stderr: PathBuf,
}

impl Process {
    /// Starts a program that prints one JSON line when it is ready, and gives back that line.
    pub(crate) fn start(command: &mut Command, stderr: &Path) -> (Self, Value) {
        let errors =
            File::options().create(true).append(true).open(stderr).expect("the test's directory takes files");
        let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(errors);
        let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
        let stdout = child.stdout.take().expect("it is piped");
        let process = Self { child, stderr: stderr.to_owned() };
        let (told, ready) = mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                // Nobody listens after the first line; the pipe is emptied all the same.
                let _ = told.send(line);
            }
        });
        let line =
            ready.recv_timeout(START).unwrap_or_else(|_| panic!("no ready line; {}", process.errors()));
        let line =
            serde_json::from_str(&line).unwrap_or_else(|_| panic!("the ready line is no JSON: {line}"));
        (process, line)
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to end, as a service manager does.
    pub(crate) fn terminate(&self) {
        let pid = i32::try_from(self.child.id()).expect("process ids are small");
        #[expect(unsafe_code, reason = "the standard library sends SIGKILL only")]
        // SAFETY: kill takes two numbers; the child has not been waited for, so its id is still its own.
        let sent = unsafe { libc::kill(pid, libc::SIGTERM) };
        assert_eq!(sent, 0, "the process is still there");
    }

    /// Lets no file of it grow beyond so many bytes from now on, or lifts that again; as good as a full disk.
    pub(crate) fn limit_files(&self, bytes: Option<u64>) {
        let pid = i32::try_from(self.child.id()).expect("process ids are small");
        let limit =
            libc::rlimit { rlim_cur: bytes.unwrap_or(libc::RLIM_INFINITY), rlim_max: libc::RLIM_INFINITY };
        #[expect(unsafe_code, reason = "the standard library sets no limits")]
        // SAFETY: the new limit is read from a value that outlives the call, and the old one is not asked for.
        let set = unsafe { libc::prlimit(pid, libc::RLIMIT_FSIZE, &raw const limit, std::ptr::null_mut()) };
        assert_eq!(set, 0, "the process is still there, and ours");
    }

    /// Ends it at once (SIGKILL) and waits until it is gone.
    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it can be waited for");
    }

    /// Waits until it has ended by itself.
    pub(crate) async fn ended(&mut self, limit: Duration) -> ExitStatus {
        let child = &mut self.child;
        until(limit, "the end of the process", async || child.try_wait().expect("it can be waited for")).await
    }

    /// Whether it still runs.
    pub(crate) fn is_running(&mut self) -> bool {
        self.child.try_wait().expect("it can be waited for").is_none()
    }

    /// The memory it holds now, in MiB; the highest mark is set back to that.
    pub(crate) fn memory_now(&self) -> u64 {
        std::fs::write(format!("/proc/{}/clear_refs", self.id()), "5").expect("the process is ours");
        self.memory_mib("VmRSS")
    }

    /// The most memory it held since [`Self::memory_now`], in MiB.
    pub(crate) fn memory_peak(&self) -> u64 {
        self.memory_mib("VmHWM")
    }

    /// One figure of `/proc/PID/status`.
    fn memory_mib(&self, figure: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.id())).expect("it runs");
        let line = status.lines().find_map(|line| line.strip_prefix(figure)?.strip_prefix(':'));
        let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
        let kib: u64 = number.unwrap_or_else(|| panic!("no {figure} in {status}"));
        kib / 1024
    }

    /// The end of what it wrote to standard error.
    pub(crate) fn errors(&self) -> String {
        let text = std::fs::read_to_string(&self.stderr).unwrap_or_default();
        let from = text.len().saturating_sub(4000);
        text[text.ceil_char_boundary(from)..].to_owned()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
