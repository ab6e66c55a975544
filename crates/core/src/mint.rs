//! Access tokens (RFC 9068), minted from what one transaction read.
//!
//! The transaction read the clock, then the ledger's head, then the state the token vouches for; so a revocation committed
//! since has a higher lsn and refuses it.

use paraph_jose::jwt;
use paraph_jose::policy::ACCESS_TOKEN_TYP;
use serde::Serialize;

use crate::auth::{Auth, Tokens};
use crate::b64;
use crate::clock::seconds;
use crate::commands::session::Grant;
use crate::error::AuthError;
use crate::rng;
use crate::user::{Claims, RESERVED, Roles};

#[derive(Serialize)]
struct AccessClaims<'a> {
    iss: &'a str,
    sub: String,
    aud: &'a str,
    client_id: &'a str,
    iat: i64,
    exp: i64,
    jti: String,
    sid: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    scope: &'a str,
    auth_time: i64,
    amr: &'a [String],
    lsn: u64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    roles: Vec<&'a str>,
    #[serde(flatten)]
    custom: &'a Claims,
}

impl Auth {
    /// Mints the pair for a grant: a fresh access token and the refresh token of its leaf.
    pub(crate) fn issue(
        &self,
        grant: &Grant,
        audience: &str,
        scope: &str,
    ) -> Result<Tokens, AuthError> {
        let session = &grant.session;
        let claims = self.claims(grant, audience, scope);
        let expires_in = claims.exp - claims.iat;
        let access_token = jwt::sign(self.keys.signing(), ACCESS_TOKEN_TYP, &claims)?;
        Ok(Tokens {
            access_token,
            expires_in,
            refresh_token: self.keys.refresh_token(
                session.id,
                session.leaf,
                session.key_version,
            )?,
            carrier: session.carrier,
            client: session.client.clone(),
            absolute_end: session.absolute_end,
        })
    }

    fn claims<'a>(
        &'a self,
        grant: &'a Grant,
        audience: &'a str,
        scope: &'a str,
    ) -> AccessClaims<'a> {
        let Grant {
            head,
            now,
            session,
            user,
        } = grant;
        // No mint exceeds the longest life that the ledger remembers entries for, nor its session's ends: a session that is
        // over can no longer be ended, so nothing of it may be left.
        let end = now + self.policy.life.min(head.longest_life);
        let end = end.min(session.idle_end).min(session.absolute_end);
        AccessClaims {
            iss: &self.policy.issuer,
            sub: user.id.to_string(),
            aud: audience,
            client_id: &session.client,
            iat: seconds(*now),
            exp: seconds(end),
            // 128 random bits in 22 characters.
            jti: b64::encode(&rng::bytes::<16>(&*self.rng)),
            sid: session.id.to_string(),
            scope,
            auth_time: seconds(session.auth_time),
            amr: &session.amr,
            lsn: head.lsn.as_u64(),
            roles: visible(&user.roles, audience == self.policy.issuer),
            custom: &user.claims,
        }
    }
}

/// Reserved roles appear only in tokens that are for the issuer itself.
fn visible(roles: &Roles, for_issuer: bool) -> Vec<&str> {
    roles
        .iter()
        .map(String::as_str)
        .filter(|role| for_issuer || !role.starts_with(RESERVED))
        .collect()
}
