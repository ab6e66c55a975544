//! Development or production: the issuer decides, and everything that is laxer on a developer's machine asks here.

/// How strict browsers can be asked to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The issuer is `http://localhost`: cookies without `Secure` and prefix.
    Development,
    /// The issuer is https.
    Production,
}

impl Mode {
    /// The mode that follows from an issuer, which has been checked before: https, or http on localhost.
    #[must_use]
    pub fn of(issuer: &str) -> Self {
        if issuer.starts_with("https:") {
            Self::Production
        } else {
            Self::Development
        }
    }
}
