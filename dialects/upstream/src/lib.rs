//! Upstream MLIR dialects: definitions imported from ODS, views, semantics.
