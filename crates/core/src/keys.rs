//! The keys in memory: opened once at start, then only used.

use std::collections::BTreeMap;

use paraph_jose::{Alg, JwkSet, KeySet, SigningKey};

use crate::audit::{Actor, Trail};
use crate::commands::roots::{
    AddSigningKey, KeyRows, LayRoots, ReadKeys, RefreshKeyRow, Roots, SigningKeyRow,
};
use crate::commands::session::Presented;
use crate::error::AuthError;
use crate::id::{AuditId, SessionId};
use crate::seal::{MasterKey, Place, Plain, Purpose, SealError, Sealed};
use crate::token::{RefreshKey, RefreshToken};
use crate::{Rng, Store, rng};

const FIRST_VERSION: u32 = 1;

/// The key that signs, the public halves of all that did, and the refresh keys by version.
#[derive(Debug)]
pub struct KeyRing {
    signing: SigningKey,
    verifying: KeySet,
    jwks: String,
    refresh: BTreeMap<u32, RefreshKey>,
}

/// Why the keys could not be opened at start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RootError {
    /// The master key is not the one of the first start.
    WrongMasterKey,
    /// The issuer is not the one of the first start, which is named.
    OtherIssuer(String),
    /// The keys could not be read, opened or made.
    Failed(String),
}

impl KeyRing {
    /// Lays the roots at the first start, checks issuer and master key at each later one, makes the signing keys that are
    /// missing for `algorithms` (the first one signs), and opens all keys.
    ///
    /// # Errors
    /// [`RootError`]; nothing is overwritten.
    pub async fn open(
        store: &dyn Store,
        master: &MasterKey,
        rng: &dyn Rng,
        issuer: &str,
        algorithms: &[Alg],
    ) -> Result<Self, RootError> {
        let roots = store.run(lay_roots(master, rng, issuer)?).await?;
        check_roots(&roots, master, issuer)?;
        for &alg in algorithms {
            ensure_key(store, master, rng, alg).await?;
        }
        let rows = store.run(ReadKeys).await?;
        Self::from_rows(&rows, master, algorithms)
    }

    fn from_rows(
        rows: &KeyRows,
        master: &MasterKey,
        algorithms: &[Alg],
    ) -> Result<Self, RootError> {
        let mut signing = rows
            .signing
            .iter()
            .map(|row| open_signing(row, master))
            .collect::<Result<Vec<_>, _>>()?;
        let place = |key: &SigningKey| {
            algorithms
                .iter()
                .position(|&alg| alg == key.alg())
                .unwrap_or(usize::MAX)
        };
        signing.sort_by_key(place);
        let verifying = KeySet::new(signing.iter().map(SigningKey::verifying_key));
        let jwks = JwkSet::new(signing.iter().filter_map(SigningKey::public_jwk));
        let refresh = rows
            .refresh
            .iter()
            .map(|row| open_refresh(row, master).map(|key| (row.version, key)))
            .collect::<Result<BTreeMap<_, _>, _>>()?;
        match signing.into_iter().next() {
            Some(signing) if !refresh.is_empty() => Ok(Self {
                signing,
                verifying: verifying.map_err(failed)?,
                jwks: jwks.map_err(failed)?.to_json().to_string(),
                refresh,
            }),
            _ => Err(failed("the database holds no keys")),
        }
    }

    /// The key that signs.
    #[must_use]
    pub const fn signing(&self) -> &SigningKey {
        &self.signing
    }

    /// The public keys, for verifying one's own tokens.
    #[must_use]
    pub const fn verifying(&self) -> &KeySet {
        &self.verifying
    }

    /// The public keys as the JSON of a JWK Set (RFC 7517).
    #[must_use]
    pub fn jwks(&self) -> &str {
        &self.jwks
    }

    /// The version of the key that makes new sessions' refresh tokens.
    #[must_use]
    pub fn refresh_version(&self) -> u32 {
        self.refresh
            .last_key_value()
            .map_or(FIRST_VERSION, |(&version, _)| version)
    }

    /// The refresh token of a generation: the same question gets the same answer.
    ///
    /// # Errors
    /// A fault, if the session names a key that is not here.
    pub fn refresh_token(
        &self,
        session: SessionId,
        generation: u32,
        version: u32,
    ) -> Result<RefreshToken, AuthError> {
        let key = self.refresh.get(&version);
        let key =
            key.ok_or_else(|| AuthError::Fault(format!("no refresh key of version {version}")))?;
        Ok(key.make(session, generation))
    }

    /// Checks a refresh token's MAC against every key, newest first; `None` for anything but a genuine one.
    #[must_use]
    pub fn presented(&self, token: &str) -> Option<Presented> {
        let unchecked = RefreshToken::parse(token).ok()?;
        let (&key_version, _) = self
            .refresh
            .iter()
            .rev()
            .find(|(_, key)| key.check(&unchecked))?;
        Some(Presented {
            session: unchecked.session,
            generation: unchecked.generation,
            key_version,
        })
    }
}

fn lay_roots(master: &MasterKey, rng: &dyn Rng, issuer: &str) -> Result<LayRoots, RootError> {
    let key = Plain::new(RefreshKey::generate(rng).expose().to_vec());
    let row = FIRST_VERSION.to_string();
    let sealed = master
        .seal(Purpose::REFRESH_KEY, &refresh_place(&row), &key, rng)
        .map_err(failed)?;
    Ok(LayRoots {
        issuer: issuer.to_owned(),
        key_check: master.key_check(rng).map_err(failed)?.as_str().to_owned(),
        refresh_key: RefreshKeyRow {
            version: FIRST_VERSION,
            sealed: sealed.as_str().to_owned(),
        },
    })
}

fn check_roots(roots: &Roots, master: &MasterKey, issuer: &str) -> Result<(), RootError> {
    match master.check(&Sealed::new(roots.key_check.clone())) {
        Ok(()) if roots.issuer == issuer => Ok(()),
        Ok(()) => Err(RootError::OtherIssuer(roots.issuer.clone())),
        Err(SealError::WrongKey | SealError::UnknownVersion(_)) => Err(RootError::WrongMasterKey),
        Err(other) => Err(failed(other)),
    }
}

async fn ensure_key(
    store: &dyn Store,
    master: &MasterKey,
    rng: &dyn Rng,
    alg: Alg,
) -> Result<(), RootError> {
    let rows = store.run(ReadKeys).await?;
    if rows.signing.iter().any(|row| row.alg == alg.name()) {
        return Ok(());
    }
    let key = SigningKey::generate(alg).map_err(failed)?;
    let kid = key.kid().to_owned();
    let public = key
        .public_jwk()
        .ok_or_else(|| failed("access tokens need a public key to check them by"))?;
    let plain = Plain::new(key.to_jwk().to_json().as_bytes().to_vec());
    let sealed = master
        .seal(Purpose::SIGNING_KEY, &signing_place(&kid), &plain, rng)
        .map_err(failed)?;
    let row = SigningKeyRow {
        kid: kid.clone(),
        alg: alg.name().into(),
        public: public.to_json().to_string(),
        sealed: sealed.as_str().to_owned(),
        created: 0,
    };
    let trail = Trail {
        actor: Actor::System,
        address: None,
        device: None,
        id: AuditId::random(rng),
        salt: rng::bytes(rng),
    };
    store.run(AddSigningKey { key: row, trail }).await?;
    Ok(())
}

fn open_signing(row: &SigningKeyRow, master: &MasterKey) -> Result<SigningKey, RootError> {
    let sealed = Sealed::new(row.sealed.clone());
    let plain = master
        .open(Purpose::SIGNING_KEY, &signing_place(&row.kid), &sealed)
        .map_err(failed)?;
    let jwk = paraph_jose::Jwk::parse(plain.expose()).map_err(failed)?;
    SigningKey::from_jwk(&jwk).map_err(failed)
}

fn open_refresh(row: &RefreshKeyRow, master: &MasterKey) -> Result<RefreshKey, RootError> {
    let version = row.version.to_string();
    let sealed = Sealed::new(row.sealed.clone());
    let plain = master
        .open(Purpose::REFRESH_KEY, &refresh_place(&version), &sealed)
        .map_err(failed)?;
    let bytes = plain
        .expose()
        .try_into()
        .map_err(|_| failed("a refresh key is not 32 bytes"))?;
    Ok(RefreshKey::from_bytes(bytes))
}

const fn signing_place(kid: &str) -> Place<'_> {
    Place {
        table: "signing_keys",
        row: kid,
        column: "sealed",
        version: 1,
    }
}

const fn refresh_place(version: &str) -> Place<'_> {
    Place {
        table: "refresh_keys",
        row: version,
        column: "sealed",
        version: 1,
    }
}

fn failed(error: impl std::fmt::Display) -> RootError {
    RootError::Failed(format!("{error}"))
}

impl From<crate::StoreError> for RootError {
    fn from(error: crate::StoreError) -> Self {
        Self::Failed(error.to_string())
    }
}

impl std::fmt::Display for RootError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::WrongMasterKey => {
                f.write_str("the master key is not the one this database was made with")
            }
            Self::OtherIssuer(issuer) => write!(f, "this database belongs to the issuer {issuer}"),
            Self::Failed(cause) => f.write_str(cause),
        }
    }
}

impl std::error::Error for RootError {}

impl crate::Auth {
    /// The signing keys as they stand in the database, oldest first, still sealed.
    ///
    /// # Errors
    /// Store errors only.
    pub async fn signing_keys(&self) -> Result<Vec<SigningKeyRow>, AuthError> {
        Ok(self.store.run(ReadKeys).await?.signing)
    }
}
