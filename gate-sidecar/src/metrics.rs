//! Metrics: the process's figures in Prometheus text format.

use std::sync::OnceLock;
use std::time::Duration;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::edge::Shutdown;

/// Upper bounds of the histograms of steps, in seconds: governance is a matter of microseconds, providers of seconds.
const STEP_SECONDS: [f64; 12] =
    [0.000_01, 0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10.0];
/// Upper bounds of the histogram of whole calls, in seconds.
const CALL_SECONDS: [f64; 12] = [0.001, 0.005, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0, 120.0];
/// How often buffered samples are folded into the histograms.
const UPKEEP: Duration = Duration::from_secs(5);

/// Where the process's figures are collected.
#[derive(Clone)]
pub struct Metrics {
    handle: PrometheusHandle,
}

impl Metrics {
    /// Installs the recorder of the process, or finds the one that is installed.
    pub fn install() -> Self {
        static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
        let handle = HANDLE.get_or_init(|| {
            let recorder = PrometheusBuilder::new()
                .set_buckets_for_metric(Matcher::Full("gate_step_seconds".to_owned()), &STEP_SECONDS)
                .and_then(|builder| {
                    builder
                        .set_buckets_for_metric(Matcher::Full("gate_call_seconds".to_owned()), &CALL_SECONDS)
                })
                .expect("the bounds are not empty")
                .build_recorder();
            let handle = recorder.handle();
            // Another recorder may be installed by an embedding program: then figures go there and ours stays empty.
            let _ = metrics::set_global_recorder(recorder);
            handle
        });
        Self { handle: handle.clone() }
    }

    /// Everything as Prometheus text.
    pub fn render(&self) -> String {
        self.handle.render()
    }

    /// Folds samples into their histograms now and then, until the process ends.
    pub fn keep_up(&self, shutdown: Shutdown) {
        let handle = self.handle.clone();
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    () = tokio::time::sleep(UPKEEP) => handle.run_upkeep(),
                    () = shutdown.draining() => return,
                }
            }
        });
    }
}
