//! Tests of what has no public name.
