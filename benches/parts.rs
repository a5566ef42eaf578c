//! The parts of a merge, each alone: `cargo bench --bench parts`. The rules have a benchmark of their own.
#![allow(clippy::disallowed_methods, reason = "a benchmark reads the files that it made")]

#[path = "cycle/data.rs"]
mod data;

use std::fs;
use std::hint::black_box;

use criterion::{Criterion, Throughput};
use rayon::prelude::*;

use data::Size;
use rectrack::consolidated::{self, PaperAsk};
use rectrack::excel::{self, return_form};
use rectrack::model::returned::FileSeen;
use rectrack::model::settings::Limits;
use rectrack::model::{Register, Settings};
use rectrack::run::{self, Unwatched, World};
use rectrack::workspace::Workspace;

const SIZE: Size = Size { returns: 200, tasks: 20, cycles: 1 };

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    data::make(folder.path(), SIZE);
    let returns: Vec<Vec<u8>> = fs::read_dir(folder.path().join(Workspace::returns_folder("now")))
        .expect("the folder that was made")
        .flatten()
        .filter_map(|entry| fs::read(entry.path()).ok())
        .collect();
    let world = World { root: folder.path().to_owned(), today: data::today(), dry_run: false, program: "rectrack".into() };
    run::merge::run(&world, &Unwatched).expect("returns that can be merged");
    let bytes = fs::read(folder.path().join("register.xlsx")).expect("the register that was written");
    let (register, _) = run::register_from(&bytes).expect("our own register");

    let mut criterion = Criterion::default().sample_size(20).configure_from_args();
    let mut group = criterion.benchmark_group("reading");
    group.throughput(Throughput::Elements(1));
    group.bench_function("one return of 20 tasks", |bench| bench.iter(|| read(black_box(&returns[0]))));
    group.throughput(Throughput::Elements(returns.len() as u64));
    group.bench_function("200 returns on all cores", |bench| bench.iter(|| returns.par_iter().map(|bytes| read(bytes)).sum::<usize>()));
    group.throughput(Throughput::Elements(register.tasks.len() as u64));
    group
        .bench_function("a register of 4,000 tasks", |bench| bench.iter(|| run::register_from(black_box(&bytes)).map(|read| read.1.len())));
    group.finish();

    let settings = Settings::default();
    let mut group = criterion.benchmark_group("writing");
    group.throughput(Throughput::Elements(register.tasks.len() as u64));
    group.bench_function("a register of 4,000 tasks", |bench| {
        bench.iter(|| excel::register::write(black_box(&register), data::today()).map(|bytes| bytes.len()));
    });
    group.bench_function("the figures of a paper", |bench| bench.iter(|| figures(black_box(&register), &settings)));
    let paper = figures(&register, &settings);
    group.bench_function("a consolidated workbook", |bench| {
        bench.iter(|| excel::consolidated::write(black_box(&paper)).map(|bytes| bytes.len()));
    });
    group.finish();
    criterion.final_summary();
}

/// How many rows a return has.
fn read(bytes: &[u8]) -> usize {
    let book = excel::book::open(bytes, "return.xlsx", &Limits::default()).expect("a return that we wrote");
    let seen = FileSeen::named("return.xlsx");
    return_form::read(&book, seen).expect("a return that we wrote").rows.len()
}

fn figures(register: &Register, settings: &Settings) -> consolidated::Consolidated {
    consolidated::build(register, &PaperAsk::new("now", settings))
}
