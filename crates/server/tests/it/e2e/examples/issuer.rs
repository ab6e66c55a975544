//! An issuer whose key the test holds: it publishes the key, and signs what a real one never would.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use axum::Router;
use axum::routing::get;
use paraph_core::clock::millis;
use paraph_jose::{Alg, Jwk, JwkSet, SigningKey, jwt};
use paraph_ledger::Lsn;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

const LEEWAY: i64 = 30;

/// By a key that the issuer publishes: refused by services that name their algorithms.
pub(super) const ALGORITHM_NOT_TAKEN: &str = "an algorithm not taken";

/// A key for each of two algorithms; services take the first alone.
pub(super) struct Issuer {
    port: u16,
    key: SigningKey,
    other: SigningKey,
}

/// Its key set, served until this is dropped.
pub(super) struct Serving {
    task: JoinHandle<()>,
    asked: Arc<AtomicUsize>,
    says: Says,
}

/// What is answered; `None` hangs.
type Says = Arc<Mutex<Option<String>>>;

impl Issuer {
    pub(super) fn new(port: u16) -> Self {
        let key = |alg| SigningKey::generate(alg).expect("a key");
        Self {
            port,
            key: key(Alg::ES256),
            other: key(Alg::ES384),
        }
    }

    /// Its public keys.
    pub(super) fn set(&self) -> String {
        let keys = [&self.key, &self.other].map(|key| key.public_jwk().expect("a public key"));
        JwkSet::new(keys).expect("a set").to_json().to_string()
    }

    pub(super) async fn serve(&self) -> Serving {
        let asked = Arc::new(AtomicUsize::new(0));
        let says = Says::new(Mutex::new(Some(self.set())));
        let (count, said) = (Arc::clone(&asked), Arc::clone(&says));
        let answer = move || {
            count.fetch_add(1, Ordering::Relaxed);
            let set = said.lock().unwrap_or_else(PoisonError::into_inner).clone();
            async move {
                match set {
                    Some(set) => ([("content-type", "application/jwk-set+json")], set),
                    None => std::future::pending().await,
                }
            }
        };
        let routes = Router::new().route("/.well-known/jwks.json", get(answer));
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        let listener = TcpListener::bind(address).await.expect("the port is free");
        let task = tokio::spawn(async move {
            axum::serve(listener, routes).await.expect("it serves");
        });
        Serving { task, asked, says }
    }

    fn claims(&self) -> Value {
        let now = now();
        json!({
            "iss": format!("http://localhost:{}", self.port), "aud": "api", "sub": "usr_1", "client_id": "app", "sid": "ses_1",
            "jti": "t1", "iat": now, "exp": now + 300, "scope": "notes:read", "lsn": Lsn::FIRST,
        })
    }

    fn with(&self, name: &str, value: Value) -> Value {
        let mut claims = self.claims();
        claims[name] = value;
        claims
    }

    fn without(&self, name: &str) -> Value {
        let mut claims = self.claims();
        claims.as_object_mut().expect("an object").remove(name);
        claims
    }

    /// Tokens that must be taken.
    pub(super) fn good(&self) -> Vec<(&'static str, String)> {
        let late = self.with("exp", json!(now() - LEEWAY / 2));
        vec![
            ("good", sign(&self.key, "at+jwt", &self.claims())),
            ("over, within the leeway", sign(&self.key, "at+jwt", &late)),
        ]
    }

    /// Tokens that must be refused, each wrong in one way, with the code of the refusal.
    pub(super) fn wrong(&self) -> Vec<(&'static str, String, &'static str)> {
        let over = self.with("exp", json!(now() - LEEWAY - 10));
        let over = sign(&self.key, "at+jwt", &over);
        let invalid = self.invalid_claims().into_iter().map(|(what, claims)| {
            let token = sign(&self.key, "at+jwt", &claims);
            (what, token, "token_invalid")
        });
        let forged = self.forged().into_iter();
        let forged = forged.map(|(what, token)| (what, token, "token_invalid"));
        let mut all: Vec<_> = invalid.chain(forged).collect();
        all.push(("over", over, "token_expired"));
        all
    }

    fn invalid_claims(&self) -> Vec<(&'static str, Value)> {
        let slash = format!("http://localhost:{}/", self.port);
        vec![
            ("another audience", self.with("aud", json!("other"))),
            ("no audience", self.without("aud")),
            (
                "another issuer",
                self.with("iss", json!("https://x.example")),
            ),
            ("an issuer with a slash", self.with("iss", json!(slash))),
            ("no issuer", self.without("iss")),
            ("no end", self.without("exp")),
            ("no subject", self.without("sub")),
            ("not begun", self.with("nbf", json!(now() + 600))),
        ]
    }

    fn forged(&self) -> Vec<(&'static str, String)> {
        let claims = self.claims();
        let (_, good) = self.good().remove(0);
        let (signed, signature) = good.rsplit_once('.').expect("three parts");
        let (_, payload) = signed.split_once('.').expect("three parts");
        let flipped = if signature.starts_with('A') { "B" } else { "A" };
        let stranger = SigningKey::generate(Alg::ES256).expect("a key");
        let by_header = |header: &str| format!("{}.{payload}.{signature}", encode(header));
        vec![
            ("another typ", sign(&self.key, "JWT", &claims)),
            (ALGORITHM_NOT_TAKEN, sign(&self.other, "at+jwt", &claims)),
            (
                "alg none",
                format!("{}.{payload}.", encode(r#"{"alg":"none","typ":"at+jwt"}"#)),
            ),
            ("the public key as a secret", self.public_key_as_secret()),
            (
                "a key that is not published",
                sign(&stranger, "at+jwt", &claims),
            ),
            ("another key by our kid", self.by_our_kid(&stranger)),
            (
                "a changed signature",
                format!("{signed}.{flipped}{}", &signature[1..]),
            ),
            ("no signature", format!("{signed}.")),
            ("no JWT", "hello".to_owned()),
            ("no kid", self.without_kid()),
            (
                "a typ that is no text",
                by_header(r#"{"alg":"ES256","typ":7}"#),
            ),
            (
                "a kid that is no text",
                by_header(r#"{"alg":"ES256","typ":"at+jwt","kid":[]}"#),
            ),
            (
                "an alg that is no text",
                by_header(r#"{"alg":{},"typ":"at+jwt"}"#),
            ),
            ("a header that is a list", by_header("[]")),
            ("a header without end", by_header(&"[".repeat(3_000))),
        ]
    }

    /// RFC 8725, section 2.1: HMAC, keyed with what everybody knows. Our library takes no key's text or point.
    fn public_key_as_secret(&self) -> String {
        let public = self.key.public_jwk().expect("a public key");
        let secret = hmac::Key::new(hmac::HMAC_SHA256, public.to_json().as_bytes());
        let header = json!({ "alg": "HS256", "typ": "at+jwt", "kid": self.key.kid() });
        let payload = encode(self.claims().to_string());
        let signed = format!("{}.{payload}", encode(header.to_string()));
        let tag = hmac::sign(&secret, signed.as_bytes());
        format!("{signed}.{}", encode(tag.as_ref()))
    }

    /// By the right key, which it does not name (H07).
    fn without_kid(&self) -> String {
        let jwk: Value = serde_json::from_str(&self.key.to_jwk().to_json()).expect("JSON");
        let part = |name: &str| decode(jwk[name].as_str().expect(name));
        let point = [vec![4], part("x"), part("y")].concat();
        let key = EcdsaKeyPair::from_private_key_and_public_key(
            &ECDSA_P256_SHA256_FIXED_SIGNING,
            &part("d"),
            &point,
        );
        let header = encode(r#"{"alg":"ES256","typ":"at+jwt"}"#);
        let signed = format!("{header}.{}", encode(self.claims().to_string()));
        let signature = key
            .expect("a key")
            .sign(&SystemRandom::new(), signed.as_bytes());
        format!("{signed}.{}", encode(signature.expect("a signature")))
    }

    fn by_our_kid(&self, stranger: &SigningKey) -> String {
        let mut jwk: Value = serde_json::from_str(&stranger.to_jwk().to_json()).expect("JSON");
        jwk["kid"] = json!(self.key.kid());
        let key = Jwk::parse(jwk.to_string()).expect("a JWK");
        sign(
            &SigningKey::from_jwk(&key).expect("a key"),
            "at+jwt",
            &self.claims(),
        )
    }
}

impl Serving {
    /// Ends it, and waits until its port is free again.
    pub(super) async fn stop(mut self) {
        self.task.abort();
        let _ = (&mut self.task).await;
    }

    /// How often the keys were asked for.
    pub(super) fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }

    /// Answers with this from now on, or not at all.
    pub(super) fn says(&self, set: Option<&str>) {
        let mut says = self.says.lock().unwrap_or_else(PoisonError::into_inner);
        *says = set.map(str::to_owned);
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn sign(key: &SigningKey, typ: &str, claims: &Value) -> String {
    jwt::sign(key, typ, claims).expect("a signature")
}

fn encode(bytes: impl AsRef<[u8]>) -> String {
    base64_simd::URL_SAFE_NO_PAD.encode_to_string(bytes)
}

fn decode(text: &str) -> Vec<u8> {
    let bytes = base64_simd::URL_SAFE_NO_PAD.decode_to_vec(text);
    bytes.expect("base64url")
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    millis(since.expect("after 1970")) / 1_000
}
