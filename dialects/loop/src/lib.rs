//! The loop dialect: where and when each instance runs.
