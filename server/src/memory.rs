//! How much memory the process holds beyond what it uses.

/// The system's allocator keeps the 19 MiB that each sign-in hashes with: 64 sign-ins left 900 MB behind; this one
/// gives them back.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Has free memory given back to the system: to be called first.
pub fn hold_little() {
    give_back_at_once();
    // In pages of 2 MiB an idle server holds 37 MB instead of 23, and an export twice as much on top.
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::thread::disable_transparent_huge_pages(true) {
        eprintln!("carrel: memory stays in huge pages: {error}");
    }
}

/// The allocator would wait a second, and then for the next time that it has to do: whoever signs in at night would leave the
/// 19 MiB there until morning.
#[allow(unsafe_code, reason = "the allocator's options have no safe interface")]
fn give_back_at_once() {
    /// `mi_option_purge_delay`, in milliseconds; the crate has no name for it.
    const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;
    // SAFETY: it sets a number, of an unknown option none, before there is a second thread.
    unsafe { libmimalloc_sys::mi_option_set(PURGE_DELAY, 0) }
}
