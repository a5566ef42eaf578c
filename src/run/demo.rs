//! The worked example: a register with several past cycles, an issued cycle, and what came back.

pub mod returns;
pub mod sample;
mod shape;
