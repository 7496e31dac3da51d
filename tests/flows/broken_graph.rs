//! Flows whose words are right and whose ways are wrong.
use super::*;
