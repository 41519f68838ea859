//! Numbers: binary floating point with 512 bits of mantissa, as Terraform computes.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};

/// The bits of mantissa that Terraform's numbers have.
const PRECISION: u64 = 512;

/// Decimal exponents beyond this are refused: the digits alone would fill memory.
const MAX_DECIMAL_EXPONENT: i64 = 100_000;

/// A number: `mantissa * 2^exponent`, the mantissa odd (or zero) and of at most 512 bits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    mantissa: BigInt,
    exponent: i64,
}

impl Number {
    /// Rounds (half to even) and normalises.
    fn new(mantissa: BigInt, exponent: i64) -> Self {
        Self::rounded(mantissa, exponent, false)
    }

    /// Rounds; `sticky` says that the true value lies a little further from zero than the mantissa.
    fn rounded(mut mantissa: BigInt, mut exponent: i64, sticky: bool) -> Self {
        let excess = mantissa.bits().saturating_sub(PRECISION);
        if excess > 0 {
            let (sign, magnitude) = mantissa.into_parts();
            let mut kept = &magnitude >> excess;
            let rest = &magnitude - (&kept << excess);
            let half = BigUint::one() << (excess - 1);
            let up = match rest.cmp(&half) {
                Ordering::Greater => true,
                Ordering::Equal => sticky || kept.is_odd(),
                Ordering::Less => false,
            };
            if up {
                kept += 1u32;
            }
            mantissa = BigInt::from_biguint(sign, kept);
            exponent = exponent.saturating_add(i64::try_from(excess).unwrap_or(i64::MAX));
        }
        let zeros = mantissa.trailing_zeros().unwrap_or(0);
        if mantissa.is_zero() {
            return Self { mantissa, exponent: 0 };
        }
        Self {
            mantissa: mantissa >> zeros,
            exponent: exponent.saturating_add(i64::try_from(zeros).unwrap_or(i64::MAX)),
        }
    }

    /// Reads a decimal number such as `-12.5e3`; `None` if the text is no number or absurdly large.
    pub fn parse(text: &str) -> Option<Self> {
        let (digits, exponent) = match text.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, exponent.parse::<i64>().ok()?),
            None => (text, 0),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let unsigned = whole.strip_prefix(['-', '+']).unwrap_or(whole);
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if unsigned.len() + fraction.len() == 0 || !all_digits(unsigned) || !all_digits(fraction) {
            return None;
        }
        let magnitude: BigInt = format!("{unsigned}{fraction}").parse().ok()?;
        let signed = if whole.starts_with('-') { -magnitude } else { magnitude };
        let exponent = exponent.checked_sub(i64::try_from(fraction.len()).ok()?)?;
        if exponent.abs() > MAX_DECIMAL_EXPONENT {
            return None;
        }
        Some(Self::from_decimal(&signed, exponent))
    }

    /// Returns `digits * 10^exponent`, rounded.
    fn from_decimal(digits: &BigInt, exponent: i64) -> Self {
        let power = BigInt::from(10u32).pow(u32::try_from(exponent.unsigned_abs()).unwrap_or(0));
        if exponent >= 0 { Self::new(digits * power, 0) } else { Self::ratio(digits, &power, 0) }
    }

    /// Returns `numerator / denominator * 2^exponent`, rounded. The denominator is positive.
    fn ratio(numerator: &BigInt, denominator: &BigInt, exponent: i64) -> Self {
        let shift = (PRECISION + 2 + denominator.bits()).saturating_sub(numerator.bits());
        let (sign, magnitude) = numerator.clone().into_parts();
        let (quotient, rest) = (magnitude << shift).div_rem(denominator.magnitude());
        // One more bit keeps what was cut off visible to the rounding.
        let widened = (quotient << 1u32) + u32::from(!rest.is_zero());
        let shift = i64::try_from(shift).unwrap_or(i64::MAX);
        Self::new(BigInt::from_biguint(sign, widened), exponent - shift - 1)
    }

    /// Returns the number nearest to a float; `None` for NaN and infinities.
    pub fn from_f64(float: f64) -> Option<Self> {
        if !float.is_finite() {
            return None;
        }
        let bits = float.to_bits();
        let biased = i64::try_from((bits >> 52) & 0x7ff).ok()?;
        let fraction = bits & ((1 << 52) - 1);
        let (mantissa, exponent) =
            if biased == 0 { (fraction, -1074) } else { (fraction | (1 << 52), biased - 1075) };
        let mantissa = BigInt::from(mantissa);
        Some(Self::new(if float.is_sign_negative() { -mantissa } else { mantissa }, exponent))
    }

    /// Returns the nearest float.
    pub fn to_f64(&self) -> f64 {
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// Tells whether the number has no fraction.
    pub fn is_integer(&self) -> bool {
        self.exponent >= 0
    }

    /// Returns the whole part as a big integer, cut towards zero.
    pub fn truncate(&self) -> BigInt {
        if self.exponent >= 0 {
            &self.mantissa << self.exponent.unsigned_abs()
        } else {
            let magnitude = self.mantissa.magnitude() >> self.exponent.unsigned_abs();
            BigInt::from_biguint(self.mantissa.sign(), magnitude)
        }
    }

    /// Returns the number as `i64` if it is an integer that fits.
    pub fn to_i64(&self) -> Option<i64> {
        if self.is_integer() && self.exponent < 64 { self.truncate().to_i64() } else { None }
    }

    /// Returns the number as `usize` if it is an integer that fits.
    pub fn to_usize(&self) -> Option<usize> {
        self.to_i64().and_then(|number| usize::try_from(number).ok())
    }

    /// Tells whether the number is zero.
    pub fn is_zero(&self) -> bool {
        self.mantissa.is_zero()
    }

    /// Tells whether the number is below zero.
    pub fn is_negative(&self) -> bool {
        self.mantissa.is_negative()
    }

    /// Returns the greatest integer that is not above.
    #[must_use]
    pub fn floor(&self) -> Self {
        let whole = self.truncate();
        let below = !self.is_integer() && self.is_negative();
        Self::from(if below { whole - 1 } else { whole })
    }

    /// Returns the least integer that is not below.
    #[must_use]
    pub fn ceil(&self) -> Self {
        let whole = self.truncate();
        let above = !self.is_integer() && !self.is_negative();
        Self::from(if above { whole + 1 } else { whole })
    }

    /// Returns the sum.
    #[must_use]
    pub fn add(&self, other: &Self) -> Self {
        let exponent = self.exponent.min(other.exponent);
        let aligned = |one: &Self| &one.mantissa << (one.exponent - exponent).unsigned_abs();
        Self::new(aligned(self) + aligned(other), exponent)
    }

    /// Returns the difference.
    #[must_use]
    pub fn sub(&self, other: &Self) -> Self {
        self.add(&other.negate())
    }

    /// Returns the number with its sign turned.
    #[must_use]
    pub fn negate(&self) -> Self {
        Self { mantissa: -self.mantissa.clone(), exponent: self.exponent }
    }

    /// Returns the product.
    #[must_use]
    pub fn mul(&self, other: &Self) -> Self {
        Self::new(&self.mantissa * &other.mantissa, self.exponent + other.exponent)
    }

    /// Returns the quotient; `None` if the divisor is zero.
    pub fn div(&self, other: &Self) -> Option<Self> {
        if other.is_zero() {
            return None;
        }
        let (sign, divisor) = other.mantissa.clone().into_parts();
        let numerator = if sign == Sign::Minus { -&self.mantissa } else { self.mantissa.clone() };
        Some(Self::ratio(&numerator, &divisor.into(), self.exponent - other.exponent))
    }

    /// Returns the remainder of the division cut towards zero; `None` if the divisor is zero.
    pub fn rem(&self, other: &Self) -> Option<Self> {
        let quotient = Self::from(self.div(other)?.truncate());
        Some(self.sub(&quotient.mul(other)))
    }

    /// Returns the digits and the power of ten of the shortest decimal that reads back as this number.
    fn shortest_decimal(&self) -> (BigInt, i64) {
        let places = if self.is_integer() { 0 } else { self.exponent.unsigned_abs() };
        let exact = if self.is_integer() {
            let whole = self.truncate();
            // Up to here each digit counts.
            if whole.bits() <= PRECISION {
                return (whole, 0);
            }
            whole
        } else {
            // m * 2^-k is exactly m * 5^k * 10^-k.
            &self.mantissa * BigInt::from(5u32).pow(u32::try_from(places).unwrap_or(0))
        };
        let exponent = -i64::try_from(places).unwrap_or(i64::MAX);
        let length = exact.magnitude().to_string().len();
        for kept in 1..length {
            let cut = u32::try_from(length - kept).unwrap_or(0);
            let power = BigInt::from(10u32).pow(cut);
            let (quotient, rest) = exact.magnitude().div_rem(power.magnitude());
            let up = (rest << 1u32) >= *power.magnitude();
            let digits = BigInt::from_biguint(self.mantissa.sign(), quotient + u32::from(up));
            let candidate_exponent = exponent + i64::from(cut);
            if Self::from_decimal(&digits, candidate_exponent) == *self {
                // Rounded up, a 9 is a 10.
                let ten = BigInt::from(10u32);
                let (tenth, rest) = digits.div_rem(&ten);
                return if rest.is_zero() {
                    (tenth, candidate_exponent + 1)
                } else {
                    (digits, candidate_exponent)
                };
            }
        }
        (exact, exponent)
    }
}

impl From<BigInt> for Number {
    fn from(integer: BigInt) -> Self {
        Self::new(integer, 0)
    }
}

impl From<i64> for Number {
    fn from(integer: i64) -> Self {
        Self::new(integer.into(), 0)
    }
}

impl From<u64> for Number {
    fn from(integer: u64) -> Self {
        Self::new(integer.into(), 0)
    }
}

impl From<usize> for Number {
    fn from(integer: usize) -> Self {
        Self::new(integer.into(), 0)
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        if self == other {
            return Ordering::Equal;
        }
        let exponent = self.exponent.min(other.exponent);
        let aligned = |one: &Self| &one.mantissa << (one.exponent - exponent).unsigned_abs();
        aligned(self).cmp(&aligned(other))
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Hash for Number {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.mantissa.hash(state);
        self.exponent.hash(state);
    }
}

/// Writes the shortest decimal that reads back as the same number, without an exponent.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (digits, exponent) = self.shortest_decimal();
        let sign = if digits.is_negative() { "-" } else { "" };
        let text = digits.magnitude().to_string();
        let places = usize::try_from(exponent.unsigned_abs()).unwrap_or(0);
        if exponent >= 0 {
            return write!(f, "{sign}{text}{}", "0".repeat(places));
        }
        let padded = format!("{text:0>width$}", width = places + 1);
        let (whole, fraction) = padded.split_at(padded.len() - places);
        write!(f, "{sign}{whole}.{fraction}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(text: &str) -> Number {
        Number::parse(text).unwrap_or_else(|| panic!("`{text}` is no number"))
    }

    #[test]
    fn reads_and_writes_decimals() {
        for (text, shown) in [
            ("0", "0"),
            ("-0", "0"),
            ("1", "1"),
            ("-12.50", "-12.5"),
            ("1e-3", "0.001"),
            ("-1e-10", "-0.0000000001"),
            ("1e160", &format!("1{}", "0".repeat(160))),
            ("0.1", "0.1"),
            ("1e3", "1000"),
            ("1.5e-3", "0.0015"),
            ("100000000000000000000", "100000000000000000000"),
            ("123456789.000000001", "123456789.000000001"),
        ] {
            assert_eq!(number(text).to_string(), shown, "{text}");
        }
        for text in ["", "-", ".", "1.2.3", "0x10", "1e", "e5", "ten", "1e999999999", " 1"] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }

    #[test]
    fn computes_as_terraform_does() {
        assert_eq!(number("0.1").add(&number("0.2")).to_string(), "0.3");
        let third = number("1").div(&number("3")).unwrap().to_string();
        // Terraform 1.11 prints 155 significant digits here.
        assert_eq!(third.len(), "0.".len() + 155);
        assert!(third.ends_with("33333333333333335") || third.ends_with("333"), "{third}");
        assert_eq!(number("7").rem(&number("-3")).unwrap().to_string(), "1");
        assert_eq!(number("-7.5").rem(&number("2")).unwrap().to_string(), "-1.5");
        assert_eq!(number("-1.5").floor(), number("-2"));
        assert_eq!(number("-1.5").ceil(), number("-1"));
        assert_eq!(number("1").div(&number("0")), None);
    }

    proptest! {
        #[test]
        fn floats_survive(float in any::<f64>().prop_filter("finite", |f| f.is_finite() && f.abs() < 1e50 && (f.abs() > 1e-50 || *f == 0.0))) {
            let exact = Number::from_f64(float).unwrap();
            prop_assert_eq!(exact.to_f64(), float);
        }

        #[test]
        fn decimals_survive(whole in any::<i64>(), places in 0u32..30) {
            let text = format!("{whole}e-{places}");
            let first = number(&text);
            prop_assert_eq!(number(&first.to_string()), first);
        }

        #[test]
        fn integers_add_and_multiply(a in any::<i64>(), b in any::<i64>()) {
            let (x, y) = (Number::from(a), Number::from(b));
            prop_assert_eq!(x.add(&y).truncate(), BigInt::from(a) + b);
            prop_assert_eq!(x.mul(&y).truncate(), BigInt::from(a) * b);
            prop_assert_eq!(x.cmp(&y), a.cmp(&b));
        }

        #[test]
        fn reading_never_panics(text in ".*") {
            let _ = Number::parse(&text);
        }
    }
}
