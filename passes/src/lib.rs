//! The pass manager, every pass, the lowerings between levels and the schedules.
