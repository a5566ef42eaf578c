//! rectrack: a recommendations tracker that lives in workbooks.
//!
//! Read the modules in this order; each may use those before it, never those after it or beside it:
//! [`model`] the words of the work; [`rules`], [`merge`], [`consolidated`], [`import`], [`chase`] what is decided, pure;
//! [`excel`], [`mail`], [`page`], [`workspace`] the edges; [`run`] one file a command; [`cli`] every word on the terminal.

pub mod model;

pub mod chase;
pub mod consolidated;
pub mod import;
pub mod merge;
pub mod rules;

pub mod excel;
pub mod mail;
pub mod page;
pub mod workspace;

pub mod run;

pub mod cli;
