//! The words of the work as types. Standard library and dates only: no input or output, no clock, nothing that can fail on data.
//!
//! `docs/words.md` says what each word means.

pub mod words;

pub mod cells;
pub mod columns;
pub mod dates;
pub mod due;
pub mod facts;
pub mod form;
pub mod lookup;
pub mod place;
pub mod query;
pub mod refusal;
pub mod register;
pub mod returned;
pub mod rollup;
pub mod settings;
pub mod settled;
pub mod sheet;
pub mod standing;
pub mod tables;
pub mod text;

pub use due::Due;
pub use facts::{Field, TaskFacts};
pub use lookup::Lookup;
pub use place::Place;
pub use query::{Query, Words};
pub use refusal::Refusal;
pub use register::Register;
pub use settings::Settings;
pub use sheet::{Book, Cell, Sheet, Value};
pub use standing::Standing;
pub use words::Word;
