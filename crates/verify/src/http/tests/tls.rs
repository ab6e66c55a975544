//! Certificates that do not vouch for the issuer. One that does stands beside them, or the tests would prove nothing.

use std::io::Write;

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use super::alone::fetch_once;
use super::issuer::answer;
use super::*;

/// An authority whose certificate is in a file of its own.
struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
    file: tempfile::NamedTempFile,
}

impl Authority {
    fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let body = base64_simd::STANDARD.encode_to_string(issuer.der());
        let lines: Vec<_> = body
            .as_bytes()
            .chunks(64)
            .map(|line| str::from_utf8(line).unwrap())
            .collect();
        let pem = format!(
            "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
            lines.join("\n")
        );
        file.write_all(pem.as_bytes()).unwrap();
        Self { issuer, file }
    }

    /// A server that this authority vouches for under `name`, until the end of `year`. Gives its port.
    async fn serve(&self, name: &str, year: i32) -> u16 {
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(year, 12, 31);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(answer_all(listener, TlsAcceptor::from(Arc::new(config))));
        port
    }
}

async fn answer_all(listener: TcpListener, acceptor: TlsAcceptor) {
    let whole = answer("200 OK", "", &set(&[&key()]));
    while let Ok((stream, _)) = listener.accept().await {
        if let Ok(mut stream) = acceptor.accept(stream).await {
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(&whole).await;
            let _ = stream.shutdown().await;
        }
    }
}

#[tokio::test]
async fn f28_k04_a_certificate_that_is_expired_swapped_or_unknown_brings_no_keys() {
    let (ours, stranger) = (Authority::new("ours"), Authority::new("stranger"));
    let cases = [
        (ours.serve("127.0.0.1", 4096).await, "ready", ""),
        (ours.serve("127.0.0.1", 2021).await, "connect", "expired"),
        (
            ours.serve("id.example.org", 4096).await,
            "connect",
            "not valid for",
        ),
        (
            stranger.serve("127.0.0.1", 4096).await,
            "connect",
            "UnknownIssuer",
        ),
    ];
    let file = ours.file.path().to_str().unwrap();
    for (port, code, words) in cases {
        let target = format!("https://127.0.0.1:{port}");
        let outcome = fetch_once(&target, false, &[("SSL_CERT_FILE", file)]).await;
        assert!(
            outcome.starts_with(code) && outcome.contains(words),
            "{code} {words}: {outcome}"
        );
    }
}
