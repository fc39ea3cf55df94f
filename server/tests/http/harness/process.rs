//! The server as an operator starts it: the built program, in a process of its own.

use std::{
    net::TcpListener as Port,
    path::Path,
    process::{Command, Stdio},
};

/// The program, told to serve a database; whoever starts it may add to its settings. Answers its port too.
pub fn serve(dir: &Path, database_url: &str) -> (Command, u16) {
    let program = env!("CARGO_BIN_EXE_carrel");
    let beside = Path::new(program).with_file_name("hash.txt");
    if !beside.exists() {
        std::fs::write(&beside, "js: TEST\nwasm: TEST\ncss: TEST\n").unwrap();
    }
    let port = Port::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut command = Command::new(program);
    command
        .arg("serve")
        .current_dir(dir)
        .env("CARREL_DATA_DIR", dir)
        .env("CARREL_DATABASE_URL", database_url)
        .env("CARREL_LISTEN", format!("127.0.0.1:{port}"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    (command, port)
}
