//! The program: hands the command line to `cli`.

fn main() -> std::process::ExitCode {
    rectrack::cli::main()
}
