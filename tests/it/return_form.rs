//! The return form: written, and read as it comes back.

use rectrack::excel::return_form;

use crate::sample_pack;

#[test]
fn the_same_pack_gives_the_same_bytes() {
    let write = || return_form::write(&sample_pack::pack(), &sample_pack::texts()).unwrap();
    let first = write();
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    assert_eq!(first, write());
}

#[test]
fn a_correction_is_another_workbook() {
    let write = |pack| return_form::write(&pack, &sample_pack::texts()).unwrap();
    assert_ne!(write(sample_pack::pack()), write(sample_pack::correction()));
}
