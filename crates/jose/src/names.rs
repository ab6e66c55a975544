//! Registered names: an enum whose names stand in a table is read, written and shown by them, and by nothing else.

/// For an enum with a `TABLE` of rows beside it in its own order, each with `name` and the enum's own value in `$field`; the
/// names stand in the header's or key's `$member`. Exact: `es256` is not `ES256`.
macro_rules! registered_names {
    ($kind:ident, $field:ident, $member:literal, $what:literal) => {
        impl $kind {
            #[doc = concat!("Every ", $what, ", in the table's order.")]
            pub fn all() -> impl Iterator<Item = Self> {
                TABLE.iter().map(|row| row.$field)
            }

            #[doc = concat!("The registered name, as it stands in `", $member, "`.")]
            pub fn name(self) -> &'static str {
                self.row().name
            }

            fn row(self) -> &'static Row {
                &TABLE[self as usize]
            }
        }

        impl std::str::FromStr for $kind {
            type Err = crate::error::Error;

            fn from_str(name: &str) -> Result<Self, Self::Err> {
                let row = TABLE.iter().find(|row| row.name == name);
                row.map(|row| row.$field)
                    .ok_or(crate::error::Error::AlgUnknown($what))
            }
        }

        impl TryFrom<String> for $kind {
            type Error = crate::error::Error;

            fn try_from(name: String) -> Result<Self, Self::Error> {
                name.parse()
            }
        }

        impl From<$kind> for &'static str {
            fn from(named: $kind) -> Self {
                named.name()
            }
        }

        impl std::fmt::Display for $kind {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}
