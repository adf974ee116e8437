//! The te dialect: for every output element, its formula.
