//! Registered names: an enum whose names stand in a table is read, written and shown by them, and by nothing else.

/// For an enum with `name()` and a `TABLE` of rows beside it, each with `name` and the enum's own value in `$field`. Exact:
/// `es256` is not `ES256`.
macro_rules! registered_names {
    ($kind:ident, $field:ident, $what:literal) => {
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
