//! QR codes as a path that a page draws itself: no image is fetched, and no style is needed.

use std::fmt::Write as _;

use fast_qr::{ECL, QRBuilder};

use crate::ServiceError;

/// Light squares around a code (ISO/IEC 18004).
const MARGIN: usize = 4;

/// A QR code.
#[derive(Clone, Debug)]
pub struct QrCode {
    /// Width and height in squares, margin included.
    pub size: usize,
    /// The dark squares, as the `d` of an SVG path.
    pub path: String,
}

impl QrCode {
    /// Draws a text.
    pub(super) fn of(text: &str) -> Result<Self, ServiceError> {
        let code = QRBuilder::new(text)
            .ecl(ECL::M)
            .build()
            .map_err(|_| ServiceError::System(String::from("a QR code could not be drawn")))?;
        let mut path = String::new();
        for y in 0..code.size {
            let row = &code[y];
            let mut x = 0;
            while x < code.size {
                let run = row[x..].iter().take_while(|square| square.value()).count();
                if run > 0 {
                    // Writing to a String does not fail.
                    let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + MARGIN, y + MARGIN);
                }
                x += run.max(1);
            }
        }
        Ok(Self { size: code.size + 2 * MARGIN, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_begins_with_the_bar_of_its_corner() {
        let code = QrCode::of("otpauth://totp/x").unwrap();
        assert!(code.path.starts_with("M4 4h7v1h-7z"), "{}", code.path);
        assert!(code.size >= 21 + 8);
    }
}
