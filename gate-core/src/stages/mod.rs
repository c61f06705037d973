//! Stages: one file per step.
