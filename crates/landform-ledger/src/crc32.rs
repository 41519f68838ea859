//! The CRC-32 checksum.

/// Returns the IEEE checksum of the bytes.
pub fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        let index = usize::from(crc.to_le_bytes()[0] ^ byte);
        (crc >> 8) ^ TABLE.get(index).copied().unwrap_or_default()
    };
    !bytes.iter().fold(!0, step)
}

/// What each value of a byte makes of the checksum.
static TABLE: [u32; 256] = table();

#[expect(
    clippy::indexing_slicing,
    reason = "the index is below the length, and is checked at compile time"
)]
const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        let mut crc = index as u32;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
            bit += 1;
        }
        table[index] = crc;
        index += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    #[test]
    fn checksums_are_the_known_ones() {
        assert_eq!(super::crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(super::crc32(b""), 0);
    }
}
