//! A library that is linked to the program that uses it: a call for each kind of job and of question. What a library has no
//! call for is left out.

use serde_json::Value;

use crate::library::{Answer, Check, Job, Key, Library, Question, Ready};

/// Signatures, keys and sets.
pub trait Linked: Encrypts {
    /// Its name, as `Cargo.lock` has it.
    fn name(&self) -> &'static str;

    /// For [`Job::Verify`].
    ///
    /// # Errors
    /// As [`Library::work`]; so for all that get ready.
    fn verifier(&self, alg: &str, jwk: &str, token: &str) -> Ready;

    /// For [`Job::Sign`].
    ///
    /// # Errors
    /// As above.
    fn signer(&self, key: &Key) -> Ready;

    /// Answers [`Question::Sign`].
    fn sign(&self, _key: &Key, _claims: &Value) -> Answer {
        Answer::NoSuchCall
    }

    /// Answers [`Question::Check`].
    fn check(&self, _check: &Check) -> Answer {
        Answer::NoSuchCall
    }

    /// Answers [`Question::Thumbprint`].
    fn thumbprint(&self, _jwk: &str) -> Answer {
        Answer::NoSuchCall
    }

    /// Answers [`Question::ReadSet`].
    fn read_set(&self, _set: &str) -> Answer {
        Answer::NoSuchCall
    }

    /// Answers [`Question::ReadUnverified`].
    fn read_unverified(&self, _token: &str) -> Answer {
        Answer::NoSuchCall
    }
}

/// JWE.
pub trait Encrypts {
    /// For [`Job::Encrypt`].
    ///
    /// # Errors
    /// As [`Library::work`].
    fn encrypter(&self, _alg: &str, _jwk: &str, _content: &str) -> Ready {
        Ok(None)
    }

    /// For [`Job::Decrypt`].
    ///
    /// # Errors
    /// As [`Library::work`].
    fn decrypter(&self, _alg: &str, _jwk: &str, _token: &str) -> Ready {
        Ok(None)
    }

    /// Answers [`Question::RoundTrip`].
    fn round_trip(&self, _alg: &str, _jwk: &str) -> Answer {
        Answer::NoSuchCall
    }
}

impl<L: Linked> Library for L {
    fn name(&self) -> &'static str {
        Linked::name(self)
    }

    fn work(&self, job: &Job) -> Ready {
        match job {
            Job::Verify { alg, jwk, token } => self.verifier(alg, jwk, token),
            Job::Sign(key) => self.signer(key),
            Job::Encrypt { alg, jwk, content } => self.encrypter(alg, jwk, content),
            Job::Decrypt { alg, jwk, token } => self.decrypter(alg, jwk, token),
        }
    }

    fn answer(&self, question: &Question) -> Answer {
        match question {
            Question::Sign { key, claims } => self.sign(key, claims),
            Question::Check(check) => self.check(check),
            Question::RoundTrip { alg, jwk } => self.round_trip(alg, jwk),
            Question::Thumbprint(jwk) => self.thumbprint(jwk),
            Question::ReadSet(set) => self.read_set(set),
            Question::ReadUnverified(token) => self.read_unverified(token),
        }
    }
}
