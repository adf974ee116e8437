//! What must hold for any bytes. Fuzz targets and the property tests of the workspace share it.

pub mod model;
pub mod text;
