//! Argon2 itself: hashes in PHC form, and the bounds within which a stored one is believed.

use std::fmt;

use argon2::password_hash::phc::{self, Output, ParamsString, Salt};
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

use super::memory::Memory;
use super::{HashError, HashParams};
use crate::secret::same;
use crate::user::PasswordHash;

const SALT: usize = 16;
const OUTPUT: usize = 32;

/// The least output that cannot be guessed.
const LEAST_OUTPUT: usize = 16;

/// A stored hash, read and found to be within bounds.
#[derive(Clone)]
pub(super) struct Stored {
    algorithm: Algorithm,
    version: Version,
    params: Params,
    salt: Salt,
    output: Output,
}

/// Why a stored hash cannot be used. Nothing of the hash is repeated but its costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unusable {
    /// It is no Argon2 hash in PHC form.
    Form,
    /// It asks for more than we give, or its output is too short.
    Bounds { params: HashParams, output: usize },
}

/// The parameters as the algorithm takes them; refused where the hash they make would be out of bounds when it is read.
pub(super) fn params(params: HashParams) -> Result<Params, HashError> {
    if !params.is_bounded() {
        return Err(HashError::Params);
    }
    let HashParams {
        memory,
        passes,
        lanes,
    } = params;
    let most = HashParams::MOST;
    if memory > most.memory || passes > most.passes || lanes > most.lanes {
        return Err(HashError::Params);
    }
    Params::new(memory, passes, lanes, Some(OUTPUT)).map_err(|_| HashError::Params)
}

/// Argon2id over a password with a new salt, in PHC form.
pub(super) fn hash(
    params: &Params,
    password: &[u8],
    salt: [u8; SALT],
    memory: &mut Memory,
) -> argon2::Result<PasswordHash> {
    let mut output = Zeroizing::new([0; OUTPUT]);
    compute(
        (Algorithm::Argon2id, Version::V0x13, params),
        password,
        &salt,
        &mut *output,
        memory,
    )?;
    let phc = phc::PasswordHash {
        algorithm: ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(params).map_err(|_| argon2::Error::AlgorithmInvalid)?,
        salt: Some(Salt::new(&salt).map_err(|_| argon2::Error::SaltTooShort)?),
        hash: Some(Output::new(&*output).map_err(|_| argon2::Error::OutputTooShort)?),
    };
    Ok(PasswordHash::new(phc.to_string()))
}

fn compute(
    (algorithm, version, params): (Algorithm, Version, &Params),
    password: &[u8],
    salt: &[u8],
    output: &mut [u8],
    memory: &mut Memory,
) -> argon2::Result<()> {
    let blocks = memory
        .blocks(params.block_count())
        .ok_or(argon2::Error::OutOfMemory)?;
    Argon2::new(algorithm, version, params.clone())
        .hash_password_into_with_memory(password, salt, output, blocks)
}

impl Stored {
    /// Reads a stored hash and refuses one that is out of bounds, before anything is done for it.
    pub(super) fn parse(hash: &PasswordHash) -> Result<Self, Unusable> {
        let phc = phc::PasswordHash::new(hash.as_str()).map_err(|_| Unusable::Form)?;
        let version = phc.version.map_or(Ok(Version::V0x10), Version::try_from);
        let stored = Self {
            algorithm: Algorithm::try_from(phc.algorithm.as_str()).map_err(|_| Unusable::Form)?,
            version: version.map_err(|_| Unusable::Form)?,
            params: Params::try_from(&phc).map_err(|_| Unusable::Form)?,
            salt: phc.salt.ok_or(Unusable::Form)?,
            output: phc.hash.ok_or(Unusable::Form)?,
        };
        stored.bounded()
    }

    /// A hash that no password has: its output is random.
    pub(super) fn dummy(
        params: &Params,
        salt: [u8; SALT],
        output: [u8; OUTPUT],
    ) -> Result<Self, HashError> {
        Ok(Self {
            algorithm: Algorithm::Argon2id,
            version: Version::V0x13,
            params: params.clone(),
            salt: Salt::new(&salt).map_err(|_| HashError::Params)?,
            output: Output::new(&output).map_err(|_| HashError::Params)?,
        })
    }

    /// Whether the password has this hash.
    pub(super) fn matches(&self, password: &[u8], memory: &mut Memory) -> argon2::Result<bool> {
        let mut output = Zeroizing::new(vec![0; self.output.len()]);
        compute(
            (self.algorithm, self.version, &self.params),
            password,
            &self.salt,
            &mut output,
            memory,
        )?;
        Ok(same(&output, self.output.as_bytes()))
    }

    /// Whether a new hash would be made in the same way.
    pub(super) fn is_current(&self, current: &Params) -> bool {
        self.algorithm == Algorithm::Argon2id
            && self.version == Version::V0x13
            && self.params == *current
            && self.salt.len() >= SALT
    }

    fn bounded(self) -> Result<Self, Unusable> {
        let params = HashParams {
            memory: self.params.m_cost(),
            passes: self.params.t_cost(),
            lanes: self.params.p_cost(),
        };
        let output = self.output.len();
        if !params.is_bounded() || output < LEAST_OUTPUT {
            return Err(Unusable::Bounds { params, output });
        }
        Ok(self)
    }
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form => f.write_str("it is no Argon2 hash in PHC form"),
            Self::Bounds { params, output } => {
                let HashParams {
                    memory,
                    passes,
                    lanes,
                } = params;
                write!(
                    f,
                    "m={memory},t={passes},p={lanes} and {output} bytes are out of bounds"
                )
            }
        }
    }
}
