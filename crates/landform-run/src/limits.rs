//! How many engines may run at once.

/// The resident memory, in bytes, that one engine is expected to need: terraform 1.11 with a schema cut to the types in use
/// stays near 80 MB, and a large module doubles that.
pub const ENGINE_BYTES: u64 = 160 << 20;

/// Returns the number of engines that cores and free memory allow: at least one.
pub fn jobs_for(cores: usize, free_bytes: u64) -> usize {
    let by_memory = usize::try_from(free_bytes / ENGINE_BYTES).unwrap_or(usize::MAX);
    cores.min(by_memory).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scarcer_resource_decides() {
        for (cores, free, jobs) in
            [(2, 8 << 30, 2), (64, 1 << 30, 6), (8, 1 << 20, 1), (0, 1 << 40, 1)]
        {
            assert_eq!(jobs_for(cores, free), jobs, "{cores} cores, {free} bytes");
        }
    }
}
