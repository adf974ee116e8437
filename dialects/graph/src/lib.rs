//! The graph dialect: a program over whole tensors.
